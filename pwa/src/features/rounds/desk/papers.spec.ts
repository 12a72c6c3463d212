import { expect, test } from 'vitest'
import { papersOf } from './papers'

const all = (): boolean => true
const keys = (state: string, may = all): string[] => papersOf(state, may).map(({ key }) => key)

test('before the cards leave there is only the list of whom to tell', () => {
  expect(keys('planned')).toEqual(['notification'])
})

test('a round that is out has all its papers, each for whom it is meant', () => {
  expect(keys('packed')).toEqual(['notification', 'roster', 'register', 'register_sheet', 'error_list', 'report'])
  expect(papersOf('closed', (permission) => permission === 'rounds.print').map(({ key }) => key)).toEqual(['register', 'register_sheet', 'error_list', 'report'])
})

test('a cancelled round has none', () => {
  expect(keys('cancelled')).toEqual([])
})
