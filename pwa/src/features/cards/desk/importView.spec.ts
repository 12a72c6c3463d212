import { expect, test } from 'vitest'
import { importable, leadOf, problemOf, sumOf, type ImportRow } from './importView'

const words = { zh: '', en: '' }
const problem = (code: string, column: string, severity: string) => ({ code, column, severity, facts: {}, title: words, text: words })
const row: ImportRow = {
  row_no: 37,
  severity: 'stop',
  cells: {},
  village: null,
  problems: [problem('name_rare_character', 'name', 'warn'), problem('number_check_digit', 'number', 'stop'), problem('number_twice', 'number', 'stop')],
}
const counts = { rows: 1240, fine: 1221, warn: 5, stop: 14, villages: 4, unmatched: 0, proxies: 0 }

test('the sum of a sheet adds up', () => {
  const { total, parts } = sumOf(counts, { rows: 'r', fine: 'f', warn: 'w', stop: 's' })
  expect(total.n).toBe(parts.reduce((sum, part) => sum + (part.n ?? 0), 0))
  expect(importable(counts)).toBe(1226)
})

test('a row is listed for its stop, whatever comes first', () => {
  expect(leadOf(row, null)?.code).toBe('number_check_digit')
  expect(leadOf(row, 'name_rare_character')?.code).toBe('name_rare_character')
})

test('only the cell with the problem is marked', () => {
  expect(problemOf(row, 'name', null)?.severity).toBe('warn')
  expect(problemOf(row, 'card_number', null)).toBeUndefined()
  expect(problemOf(row, 'number', 'number_twice')?.code).toBe('number_twice')
})
