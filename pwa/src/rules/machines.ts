// State machines as data. Twin: server/rules/machines.py.
import { machineTable } from './tables'

/** The state that `verb` leads to; null where the machine's table has no such row. */
export function nextState(machine: string, state: string, verb: string): string | null {
  const rows = machineTable[machine]?.transitions ?? []
  return rows.find((row) => row.from === state && row.verb === verb)?.to ?? null
}
