import { expect, test } from 'vitest'
import { officersOf, otherEnd, wayOf } from './ledger'

const vault = { kind: 'vault', id: 'v1', name: '县库', state: 'in_vault' }
const round = { kind: 'round', id: 'r1', name: null, state: 'checked_out' }

test('a line into this vault came in, any other went out', () => {
  expect(wayOf({ to: vault }, 'v1')).toBe('in')
  expect(wayOf({ to: vault }, 'v2')).toBe('out')
  expect(wayOf({ to: round }, 'v1')).toBe('out')
})

test('the other end is where a card came from or went to', () => {
  expect(otherEnd({ from: round, to: vault }, 'v1')).toBe(round)
  expect(otherEnd({ from: vault, to: round }, 'v1')).toBe(round)
})

test('an officer who signed twice is named once', () => {
  const one = { id: 'a', name: '孙丽' }
  expect(officersOf({ officer: one, second_officer: one })).toEqual(['孙丽'])
  expect(officersOf({ officer: one, second_officer: { id: 'b', name: '周敏' } })).toEqual(['孙丽', '周敏'])
  expect(officersOf({ officer: null, second_officer: null })).toEqual([])
})
