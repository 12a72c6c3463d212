import { describe, expect, it } from 'vitest'
import type { BundlePerson, Outcome } from '@/sync'
import { countGroups, inTheLastHour, isShown, shows } from './today'

const person = (id: string, temporary = false) => ({ cardholder_id: id, temporary_card: temporary ? { number: '1', issued_on: null } : null }) as BundlePerson
const outcome = (kind: Outcome['kind'], detail: string | null = null, at = '2026-11-24T03:00:00.000Z') => ({ kind, detail, at }) as Outcome
const people = [person('a', true), person('b', true), person('c'), person('d'), person('e'), person('f')]
const served = new Map([
  ['b', outcome('handed_over')],
  ['c', outcome('wrong_face', 'name')],
  ['d', outcome('not_served', 'home_visit')],
  ['e', outcome('not_served', 'absent')],
])

describe('the counts of a round', () => {
  const counts = countGroups(people, served)

  it('put everybody into exactly one group', () => {
    expect(counts).toMatchObject({ all: 6, left: 2, done: 1, wrong: 1, other: 2 })
    expect(counts.left + counts.done + counts.wrong + counts.other).toBe(counts.all)
  })

  it('keep the cards in balance: taken along = handed + wrong + rest', () => {
    expect(counts.done + counts.wrong + counts.rest).toBe(counts.all)
  })

  it('are those of the lists behind them', () => {
    for (const show of shows) {
      expect(people.filter((one) => isShown(show, one, served.get(one.cardholder_id))).length).toBe(counts[show])
    }
  })

  it('no longer ask for the temporary card of somebody who has the new one', () => {
    expect(counts.temporary).toBe(1)
  })
})

it('the pace counts the last hour only, and says nothing before the first card', () => {
  const day = new Map([['a', outcome('handed_over', null, '2026-11-24T01:00:00.000Z')], ['b', outcome('handed_over')]])
  expect(inTheLastHour(day, new Date('2026-11-24T03:30:00Z'))).toBe(1)
  expect(inTheLastHour(new Map(), new Date())).toBeNull()
})
