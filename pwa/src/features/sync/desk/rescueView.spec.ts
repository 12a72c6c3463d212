import { expect, test } from 'vitest'
import { atTheOffice, isWhole, sizeOf, type RescueOutcome } from './rescueView'

const outcome = (counts: Partial<RescueOutcome['counts']>, damaged: RescueOutcome['damaged'] = []): RescueOutcome =>
  ({ counts: { accepted: 0, duplicate: 0, parked: 0, conflict: 0, wait: 0, ...counts }, damaged }) as unknown as RescueOutcome

test('what is kept for people is at the office too, what waits is not', () => {
  expect(atTheOffice(outcome({ accepted: 3, duplicate: 2, parked: 1, conflict: 1, wait: 4 }))).toBe(7)
})

test('a file is whole when nothing waits and nothing is damaged', () => {
  expect(isWhole(outcome({ parked: 1 }))).toBe(true)
  expect(isWhole(outcome({ wait: 1 }))).toBe(false)
  expect(isWhole(outcome({}, [{ epoch: 1, first: 2, last: 2 }]))).toBe(false)
})

test('ranges are counted with both ends', () => {
  expect(sizeOf([{ first: 2, last: 2 }, { first: 4, last: 6 }])).toBe(4)
})
