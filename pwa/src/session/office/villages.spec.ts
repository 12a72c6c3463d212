import { expect, test } from 'vitest'
import { liesIn, prefixesOf } from './villages'

test('a village lies in an area when its code begins like it', () => {
  expect(liesIn('222426100201', ['222426'])).toBe(true)
  expect(liesIn('222401100201', ['222426', '2223'])).toBe(false)
})

test('areas that are not told are none', () => {
  expect(prefixesOf({ area_prefixes: ['22', 5] })).toEqual(['22'])
  expect(prefixesOf({ area_prefixes: undefined })).toEqual([])
})
