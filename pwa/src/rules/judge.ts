// Say which rules a set of facts breaks. Twin: server/rules/judge.py.
import type { Facts } from './facts'
import { guards, type GuardName } from './guards'
import { handoverRows } from './tables'

export interface Finding {
  row: string
  clause: string
  code: string
}

/** Every rule of the hand-over table that the facts break, in the table's order. */
export function judge(facts: Facts): Finding[] {
  const holds = (name: string): boolean => guards[name as GuardName](facts)
  return handoverRows
    .filter((row) => row.types.includes(facts.event.type))
    .filter((row) => row.when.every(holds) && !row.require.every(holds))
    .map((row) => ({ row: row.id, clause: row.clause, code: row.refusal }))
}
