import { expect, test } from 'vitest'
import { clashOf } from './apart'

test('whoever keeps cards does not carry them out', () => {
  expect(clashOf(new Set(['custodian', 'card_specialist', 'cashier']))).toEqual(['custodian', 'card_specialist'])
})

test('roles of one side may come together', () => {
  expect(clashOf(new Set(['card_specialist', 'window_clerk']))).toEqual([])
  expect(clashOf(new Set())).toEqual([])
})
