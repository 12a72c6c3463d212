// The device's chain of records, and the mark outside the database that notices when the database was emptied.
import type { ChainHead } from '@/sync'
import { outboxDatabase } from './databases'

const MARK = 'songka.chain'

/** The head of the chain. Where the database has lost what the mark remembers, a new epoch begins (fault C5). */
export async function readHead(): Promise<ChainHead> {
  const row = await outboxDatabase.chain.get('head')
  const mark = readMark()
  const head: ChainHead = row ?? { epoch: 1, seq: 0, hash: null, count: 0 }
  if (mark && (mark.epoch > head.epoch || (mark.epoch === head.epoch && mark.seq > head.seq))) {
    return { epoch: mark.epoch + 1, seq: 0, hash: null, count: 0 }
  }
  return { epoch: head.epoch, seq: head.seq, hash: head.hash, count: head.count }
}

/** Whether the database lost records that the mark remembers. */
export async function hasForgotten(): Promise<boolean> {
  const row = await outboxDatabase.chain.get('head')
  const mark = readMark()
  return mark !== null && (row === undefined || mark.epoch > row.epoch || (mark.epoch === row.epoch && mark.seq > row.seq))
}

/** Begin a new epoch above one that the server knows better than we do. */
export async function beginEpochAbove(epoch: number): Promise<void> {
  const head = await readHead()
  if (head.epoch > epoch) return
  await outboxDatabase.chain.put({ key: 'head', epoch: epoch + 1, seq: 0, hash: null, count: 0 })
}

/** Counts and hashes only: nothing personal (design §5). */
export function writeMark(head: ChainHead): void {
  localStorage.setItem(MARK, JSON.stringify(head))
}

function readMark(): ChainHead | null {
  const text = localStorage.getItem(MARK)
  return text ? (JSON.parse(text) as ChainHead) : null
}
