// What a second person signs: the facts of the record that their check is about, by the table both sides read.
import checksTable from '@rules/checks.json'

export interface CheckRow {
  type: string
  role: string
  /** Name of the fact → where it stands in the record, dotted. */
  facts: Record<string, string>
  clause: string
}

const rows = checksTable.rows as unknown as CheckRow[]

/**
 * The facts that a person of `role` signs in a record of `type`. `record` has at least the places the table names; what is
 * missing there counts as null. Throws when the table knows no such check.
 */
export function checkedFacts(type: string, role: string, record: unknown): Record<string, unknown> {
  const row = rows.find((one) => one.type === type && one.role === role)
  if (!row) throw new Error(`no check of ${type} by ${role}`)
  return Object.fromEntries(Object.entries(row.facts).map(([name, path]) => [name, placeIn(record, path)]))
}

function placeIn(record: unknown, path: string): unknown {
  let found = record
  for (const step of path.split('.')) found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined
  return found ?? null
}
