import { describe, expect, it } from 'vitest'
import boxes from '@vectors/box_positions.json'
import numbers from '@vectors/identity_numbers.json'
import names from '@vectors/names.json'
import machines from '@rules/machines.json'
import handover from '@rules/handover.json'
import type { Facts } from './facts'
import { guards } from './guards'
import { boxSortKey, compareNames, judge, nextState, normaliseBoxPosition, policy, readIdentityNumber, samePersonNumber } from './index'

interface Vectors {
  base: Record<string, unknown>
  cases: { name: string; set: Record<string, unknown>; expect: string[] }[]
}

const files = import.meta.glob<Vectors>('../../../tests/vectors/handover/*.json', { eager: true, import: 'default' })

/** A copy of `base` with each dotted path set to its value. */
function applyChanges(base: Record<string, unknown>, changes: Record<string, unknown>): Facts {
  const facts = structuredClone(base)
  for (const [path, value] of Object.entries(changes)) {
    const parents = path.split('.')
    const last = parents.pop() ?? ''
    const place = parents.reduce((at, parent) => at[parent] as Record<string, unknown>, facts)
    place[last] = value
  }
  return facts as unknown as Facts
}

describe('judge', () => {
  it('finds the example files', () => expect(Object.keys(files).length).toBeGreaterThanOrEqual(5))

  for (const [file, vectors] of Object.entries(files)) {
    const type = file.split('/').pop()
    it.each(vectors.cases)(`${type}: $name`, (example) => {
      const found = judge(applyChanges(vectors.base, example.set))
      expect(found.map((finding) => finding.code)).toEqual(example.expect)
    })
  }

  it('has exactly the guards that the tables name', () => {
    const named = new Set(handover.rows.flatMap((row) => [...row.when, ...row.require]))
    expect(Object.keys(guards).sort()).toEqual([...named].sort())
  })
})

describe('identity numbers', () => {
  it.each(numbers.cases)('$name', (example) => {
    const read = readIdentityNumber(example.raw)
    expect([read.kind, read.problem, read.expectedCheck, read.birthDate, read.sex]).toEqual([
      example.kind,
      example.problem,
      example.expected_check,
      example.birth_date,
      example.sex,
    ])
  })

  it.each(numbers.same_person)('$name', (example) => {
    expect(samePersonNumber(example.one, example.other)).toBe(example.same)
  })
})

describe('names, boxes, machines', () => {
  it.each(names.cases)('$name', (example) => expect(compareNames(example.one, example.other)).toBe(example.expect))

  it.each(boxes.cases)('$raw', (example) => expect(normaliseBoxPosition(example.raw)).toBe(example.expect))

  it('sorts box positions as numbers', () => {
    const keys = boxes.sorted.map(boxSortKey)
    expect(keys).toEqual([...keys].sort())
  })

  it.each(Object.entries(machines.machines))('%s moves along its rows and nowhere else', (name, machine) => {
    const verbs = new Set(machine.transitions.map((row) => row.verb))
    for (const state of machine.states) {
      for (const verb of verbs) {
        const row = machine.transitions.find((candidate) => candidate.from === state && candidate.verb === verb)
        expect(nextState(name, state, verb)).toBe(row?.to ?? null)
      }
    }
  })

  it('fails on an unknown policy key', () => expect(() => policy('no.such.row')).toThrow())
})
