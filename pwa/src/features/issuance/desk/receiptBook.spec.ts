import { expect, test } from 'vitest'
import { bookSum, leafOf, rangeOf } from './receiptBook'

test('a book shows its first and last leaf as printed', () => {
  expect(rangeOf({ prefix: 'TS-', digits: 6, first: 1, last: 50 })).toBe('TS-000001 – TS-000050')
})

test('its leaves are used, void, set aside or free', () => {
  const { total, parts } = bookSum({ first: 101, last: 150, used: 12, void: 1, set_aside: 20, free: 17 }, (key) => key)
  expect(total.n).toBe(50)
  expect(parts.reduce((sum, { n }) => sum + (n ?? 0), 0)).toBe(50)
})

test('a leaf is letters and a number with its zeros', () => {
  expect(leafOf(' TS-000123 ')).toEqual({ prefix: 'TS-', n: 123, digits: 6 })
  expect(leafOf('TS-')).toBeNull()
})
