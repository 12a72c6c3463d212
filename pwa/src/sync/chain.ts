// The device's chain of records across lost storage: which place comes next, and which epochs ended with a gap.
import type { ChainHead, EpochEnd } from './record'

export const chainStart: ChainHead = { epoch: 1, seq: 0, hash: null, count: 0 }

/** What the server knows of one epoch: the last number it stores or was ever told of. */
export interface KnownEpoch {
  epoch: number
  last_seq: number
}

/** Whether the database has lost what the mark outside it remembers (fault C5). */
export function hasForgotten(kept: ChainHead | null, mark: ChainHead | null): boolean {
  return mark !== null && isBehind(kept, mark)
}

/** Whether `one` knows fewer records of the chain than `other`. */
export function isBehind(one: ChainHead | null, other: ChainHead): boolean {
  return one === null || one.epoch < other.epoch || (one.epoch === other.epoch && one.seq < other.seq)
}

/** The head that the next record follows: where records were lost, a new epoch, so that no place is ever taken twice. */
export function headToBuildOn(kept: ChainHead | null, mark: ChainHead | null): ChainHead {
  if (mark === null || !hasForgotten(kept, mark)) return kept ?? chainStart
  return newEpoch(mark.epoch + 1, [...(kept?.ended ?? []), ...(mark.ended ?? []), { epoch: mark.epoch, seq: mark.seq }])
}

/** A head in a new epoch where the server knows later records of this device than the device does; else null. */
export function headAbove(head: ChainHead, known: readonly KnownEpoch[]): ChainHead | null {
  const ahead = known.filter((one) => one.epoch > head.epoch || (one.epoch === head.epoch && one.last_seq > head.seq))
  if (ahead.length === 0) return null
  const lost = ahead.map((one) => ({ epoch: one.epoch, seq: one.last_seq }))
  return newEpoch(Math.max(...ahead.map((one) => one.epoch)) + 1, [...(head.ended ?? []), { epoch: head.epoch, seq: head.seq }, ...lost])
}

/** A head in a new epoch, for a browser that becomes another device. */
export function headOfNext(head: ChainHead): ChainHead {
  return { epoch: head.epoch + 1, seq: 0, hash: null, count: 0 }
}

export function headAfter(head: ChainHead, hash: string): ChainHead {
  return { ...head, seq: head.seq + 1, hash, count: head.count + 1 }
}

export function sameHead(one: ChainHead | null, other: ChainHead | null): boolean {
  return one?.epoch === other?.epoch && one?.seq === other?.seq && one?.hash === other?.hash
}

function newEpoch(epoch: number, ends: EpochEnd[]): ChainHead {
  const last = new Map<number, number>()
  for (const end of ends) if (end.seq > 0) last.set(end.epoch, Math.max(end.seq, last.get(end.epoch) ?? 0))
  const ended = [...last].map(([of, seq]) => ({ epoch: of, seq })).sort((one, other) => one.epoch - other.epoch)
  return { epoch, seq: 0, hash: null, count: 0, ended }
}
