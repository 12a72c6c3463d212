import { expect, test } from 'vitest'
import { matchOf, temporaryOf } from './proof'

test('what was not matched was not read', () => {
  expect(matchOf({ card: 'match', number: 'match' })).toEqual({ card: 'match', number: 'match', name: 'not_read' })
})

test('the answer about temporary cards keeps the time of the list', () => {
  expect(temporaryOf({ on_list: false, list_as_of: '2026-11-24T00:00:00Z', answer: 'none' })).toEqual({ onList: false, asOf: '2026-11-24T00:00:00Z' })
})
