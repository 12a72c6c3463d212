// What a verdict, and the server's history, do to a record of the queue (design §5). Pure.
import type { History, QueuedRecord, QueueState, SettledVerdict } from './ports'

/** The record after a verdict about its very bytes; null where the verdict settles nothing. */
export function settled(row: QueuedRecord, verdict: SettledVerdict, lineage: string, at: string): QueuedRecord | null {
  if (row.state !== 'saved' || verdict.verdict === 'wait' || !isAbout(row, verdict)) return null
  const { reason, clause, index } = verdict
  return { ...row, state: stateAfter(verdict), reason, clause, index, lineage, settledAt: at }
}

function isAbout(row: QueuedRecord, verdict: SettledVerdict): boolean {
  if (verdict.hash !== null && verdict.hash !== row.hash) return false
  return verdict.sealed == null ? verdict.hash === row.hash : verdict.sealed === row.sealedHash
}

function stateAfter(verdict: SettledVerdict): QueueState {
  if (verdict.verdict === 'conflict') return 'conflict'
  // A duplicate with a reason was parked when its first answer was lost on the way.
  return verdict.reason === null ? 'received' : 'parked'
}

/**
 * The record under the server's history; null where nothing changes. Another lineage (a restored server) may know nothing
 * of it, however safe it was: it is offered again.
 */
export function under(row: QueuedRecord, history: History): QueuedRecord | null {
  if (row.state === 'saved') return null
  if (row.lineage !== history.lineage) return offeredAgain(row)
  if (row.safeSince !== null || row.index === null || history.safe === null || row.index > history.safe) return null
  return { ...row, state: row.state === 'received' ? 'safe' : row.state, safeSince: history.at }
}

function offeredAgain(row: QueuedRecord): QueuedRecord {
  return { ...row, state: 'saved', reason: null, clause: null, index: null, lineage: null, settledAt: null, safeSince: null }
}

/** Whether every backup that may still be restored holds the record, and nobody here needs it. */
export function isPrunable(row: QueuedRecord, history: History, keepMs: number, closed: ReadonlySet<string>): boolean {
  if (row.state !== 'safe' || row.safeSince === null || row.lineage !== history.lineage) return false
  return closed.has(row.round) && Date.parse(history.at) - Date.parse(row.safeSince) > keepMs
}
