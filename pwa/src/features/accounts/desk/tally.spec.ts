import { expect, test } from 'vitest'
import { comparisonOf, isNumber, type Comparison } from './tally'

const said = (found: Partial<Comparison>): Comparison => ({ result: 'same', epoch: 1, number: 5, code: '7K3M', same_as: null, missing: [], ...found })

test.each([
  [said({ same_as: 5 }), 'same', 'ok'],
  [said({ same_as: 5, missing: [{ first: 2, last: 3 }] }), 'gaps', 'stop'],
  [said({ result: 'other', same_as: 4 }), 'misread', 'warn'],
  [said({ result: 'not_here', same_as: 4 }), 'misread', 'warn'],
  [said({ result: 'other' }), 'other', 'stop'],
  [said({ result: 'not_here', missing: [{ first: 4, last: 5 }] }), 'notHere', 'stop'],
] as const)('%o reads as %s', (found, key, kind) => {
  expect(comparisonOf(found)).toEqual({ key, kind })
})

test('a number on a sheet begins at one', () => {
  expect(['1', ' 37 ', '0', '', '-1', '1e3', '1234567'].map(isNumber)).toEqual([true, true, false, false, false, false, false])
})
