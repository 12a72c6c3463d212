import { describe, expect, test } from 'vitest'
import { activationCounts, axisOf, deviceLines, isRest, reportOf, sumOf, whereabouts } from './overview'

const now = Date.parse('2026-11-24T03:30:00Z')
const longest = 300_000
const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString()
const round = { state: 'packed', handed_over: 0, last_contact_at: ago(1), unsent: 0 }

describe('where every card is', () => {
  const cards = { total: 20, by_state: { announced: 0, in_vault: 9, checked_out: 3, handed_over: 7, recalled: 0, missing: 1 }, social_enabled: 7, finance_active: 2 }

  test('the places of what is left and the people’s hands add up to all cards', () => {
    const found = whereabouts(cards, (state) => state)
    expect(found.handed + found.places.reduce((sum, place) => sum + place.n, 0)).toBe(found.total)
    expect(found.left).toBe(13)
    expect(found.missing).toBe(1)
    expect(found.places.map((place) => place.key)).toEqual(['in_vault', 'checked_out', 'missing'])
  })

  test('of no cards there is no share', () => {
    expect(whereabouts({ ...cards, total: 0, by_state: {} }, (state) => state).share).toBeNull()
  })
})

describe('what a team has reported', () => {
  test('an offline team is unknown, never zero', () => {
    expect(reportOf({ ...round, last_contact_at: ago(169) }, now, longest)).toEqual({ kind: 'unknown' })
    expect(reportOf({ ...round, last_contact_at: null, unsent: null }, now, longest)).toEqual({ kind: 'unknown' })
  })

  test('what an offline team reported before is the least it can be', () => {
    expect(reportOf({ ...round, handed_over: 52, last_contact_at: ago(25) }, now, longest)).toEqual({ kind: 'at_least', n: 52 })
  })

  test('a team in contact that keeps records back has at least what it told', () => {
    expect(reportOf({ ...round, handed_over: 5, unsent: 2 }, now, longest)).toEqual({ kind: 'at_least', n: 5 })
  })

  test('zero is said only by a team in contact with nothing kept back', () => {
    expect(reportOf(round, now, longest)).toEqual({ kind: 'known', n: 0 })
  })

  test('a round that has not left reports nothing', () => {
    expect(reportOf({ ...round, state: 'planned' }, now, longest)).toEqual({ kind: 'not_out' })
  })

  test('a closed round is fixed, however long its tablet is silent', () => {
    expect(reportOf({ ...round, state: 'closed', handed_over: 9, last_contact_at: ago(999) }, now, longest)).toEqual({ kind: 'known', n: 9 })
  })
})

describe('the chart of two weeks', () => {
  test.each([[0, [0, 1, 2, 3]], [14, [0, 5, 10, 15]], [752, [0, 300, 600, 900]], [17, [0, 6, 12, 18]], [3, [0, 1, 2, 3]], [600, [0, 200, 400, 600]]])('the axis for %i ends in a round number above it', (highest, axis) => {
    expect(axisOf(highest)).toEqual(axis)
    expect(axisOf(highest).at(-1)).toBeGreaterThanOrEqual(highest)
  })

  test('sums up and names the best day', () => {
    const days = [{ day: '2026-11-20', by_person: 3, by_proxy: 1 }, { day: '2026-11-21', by_person: 0, by_proxy: 0 }, { day: '2026-11-23', by_person: 9, by_proxy: 0 }]
    expect(sumOf(days)).toEqual({ total: 13, proxies: 1, best: days[2] })
    expect(sumOf([]).best).toBeNull()
  })

  test('an empty Saturday is a rest, an empty Friday is not', () => {
    expect(isRest({ day: '2026-11-21', by_person: 0, by_proxy: 0 })).toBe(true)
    expect(isRest({ day: '2026-11-20', by_person: 0, by_proxy: 0 })).toBe(false)
    expect(isRest({ day: '2026-11-21', by_person: 1, by_proxy: 0 })).toBe(false)
  })
})

describe('the devices', () => {
  const device = { oldest_at: null }
  const lines = deviceLines([
    { ...device, id: 'a', name: 'A', last_contact_at: ago(1), unsent: 0 },
    { ...device, id: 'b', name: 'B', last_contact_at: ago(169), unsent: 0 },
    { ...device, id: 'c', name: 'C', last_contact_at: ago(2), unsent: 3 },
    { ...device, id: 'd', name: 'D', last_contact_at: null, unsent: null },
  ], now, longest)

  test('those that need a look come first, never heard of before silent', () => {
    expect(lines.map((line) => line.id)).toEqual(['c', 'd', 'b', 'a'])
  })

  test('what a silent one keeps is unknown, whatever it said last', () => {
    expect(lines.find((line) => line.id === 'b')?.unsent).toBeNull()
    expect(lines.find((line) => line.id === 'c')?.unsent).toBe(3)
  })
})

test('activations are done, under way, or somebody’s case', () => {
  expect(activationCounts({ social: { confirmed: 5, pending: 1, unknown: 2, refused: 1, dead: 1, withdrawn: 4 } })).toEqual([{ kind: 'social', confirmed: 5, waiting: 3, troubled: 2, total: 10 }])
  expect(activationCounts({ social: null })).toEqual([{ kind: 'social', confirmed: 0, waiting: 0, troubled: 0, total: 0 }])
})
