// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { areasOf, wholeNumber } from './vault'

test('a vault stands for a division of its organisation, written with twelve digits', () => {
  const organisation = { id: 'o', kind: 'county_hr', name: '', form_body: '', parent_id: null, bank_code: null, area_prefixes: ['222426', '222424100'] }
  expect(areasOf(organisation)).toEqual(['222426000000', '222424100000'])
  expect(areasOf(undefined)).toEqual([])
})

test('a count is a whole number, or none', () => {
  expect(['0', ' 280 ', '1234567'].map(wholeNumber)).toEqual([0, 280, 1234567])
  expect(['', '-1', '2.5', '二百', '12345678'].map(wholeNumber)).toEqual([null, null, null, null, null])
})
