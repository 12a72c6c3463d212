import { expect, test } from 'vitest'
import { equationOf, standingOf, yuan } from './closeView'

const sums = { taken: 280, handed: 215, returned: 59, wrong: 6, missing: 0, elsewhere: 0, open: 0, holds: true }
const count = { id: 'c', at: '', cash_fen: 0, receipts: [], check_code: '', specialist: '周敏', bank_manager: null, cosigned_by_companion: false }

test('280 = 215 + 59 + 6 + 0, and nothing else while nothing else is', () => {
  const { total, parts } = equationOf(sums, (key) => key)
  expect(total.n).toBe(280)
  expect(parts.map(({ key, n }) => `${key} ${n}`)).toEqual(['handed 215', 'returned 59', 'wrong 6', 'missing 0'])
})

test('what nobody accounts for stands in the equation', () => {
  expect(equationOf({ ...sums, handed: 210, open: 5 }, (key) => key).parts.at(-1)).toMatchObject({ key: 'open', n: 5 })
})

test('a tablet is done when both have signed, on it or from the companion', () => {
  expect(standingOf({ state: 'open', count: null })).toBe('open')
  expect(standingOf({ state: 'counted', count })).toBe('half')
  expect(standingOf({ state: 'counted', count: { ...count, cosigned_by_companion: true } })).toBe('signed')
  expect(standingOf({ state: 'counted', count: { ...count, bank_manager: '韩磊' } })).toBe('signed')
  expect(standingOf({ state: 'lost', count: null })).toBe('lost')
})

test('fen are said in yuan', () => {
  expect(yuan(4000)).toBe('40')
  expect(yuan(2050)).toBe('20.50')
})
