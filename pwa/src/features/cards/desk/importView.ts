// What an import's preview says of itself, apart from how it looks.
import type { components } from '@/api/schema'
import type { Term } from '@/ui/kinds'

export type Import = components['schemas']['Import']
export type ImportRow = components['schemas']['ImportRow']
type RowProblem = components['schemas']['RowProblem']

interface TermWords { rows: string; fine: string; warn: string; stop: string }

/** 1,240 = 1,221 + 5 + 14: the sheet's rows and what can become of them. */
export function sumOf(counts: Import['counts'], words: TermWords): { total: Term; parts: Term[] } {
  return {
    total: { key: 'rows', label: words.rows, n: counts.rows },
    parts: [
      { key: 'fine', label: words.fine, n: counts.fine, mark: 'ok' },
      { key: 'warn', label: words.warn, n: counts.warn, mark: 'warn' },
      { key: 'stop', label: words.stop, n: counts.stop, mark: 'stop' },
    ],
  }
}

/** How many rows the button will import. */
export const importable = (counts: Import['counts']): number => counts.fine + counts.warn

// The table has no room for these columns; their fault is marked where it would be looked for.
const standsIn: Record<string, string> = { bank_card_number: 'bank', sex: 'number' }

/** The worst problem of one cell; with a chosen kind, that kind first. In the table, a cell stands for its hidden neighbours. */
export function problemOf(row: ImportRow, column: string, kind: string | null, inTable = false): RowProblem | undefined {
  const here = row.problems.filter((problem) => problem.column === column || (inTable && standsIn[problem.column] === column))
  return here.find((problem) => problem.code === kind) ?? here.find((problem) => problem.severity === 'stop') ?? here[0]
}

/** The problem that a row is listed for. */
export function leadOf(row: ImportRow, kind: string | null): RowProblem | undefined {
  return row.problems.find((problem) => problem.code === kind) ?? row.problems.find((problem) => problem.severity === 'stop') ?? row.problems[0]
}

/** The columns that the table always shows; the rest is in the source row. */
export const shownColumns = ['name', 'number', 'card_number', 'bank', 'box_position'] as const
