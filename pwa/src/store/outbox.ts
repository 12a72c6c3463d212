// The outbox: the queue of the sync core on this browser's disk, keys and locks.
import { policy } from '@/rules'
import { byPlace, makeQueue, reopening, type NewAttachment, type Queue, type QueuedRecord, type RecordBody, type RecordDraft, type RecordSetting, type SavedRecord } from '@/sync'
import { chainMark } from './chain'
import { outboxDatabase, type OutboxRow } from './databases'
import { outboxKey } from './keyring'
import { Locked } from './locked'
import { notary } from './notary'
import { isOld, openOld } from './oldRecords'
import { dexieStorage, isBrokenConnection } from './queueStorage'

export type { NewAttachment }

const DAY_MS = 86_400_000

/** This device's records on their way: saved, received, safe, pruned. */
export const queue: Queue = makeQueue({
  storage: reopening(dexieStorage(outboxDatabase), isBrokenConnection, policy('storage.reopenings')),
  marks: chainMark,
  notary,
  exclusively: async (name, work) => await navigator.locks.request(name, work),
  now: () => new Date(),
  keepSafeMs: policy<number>('backup.keep_days') * DAY_MS,
  heeded: { word: '' },
})

/**
 * Save one record. Resolves when the record, its attachments and the chain's new head are on the disk together; until then
 * no tick may show. Throws Locked when its officer or its round is not open here.
 */
export async function saveRecord(setting: RecordSetting, draft: RecordDraft, added: NewAttachment[]): Promise<RecordBody> {
  return await queue.save(setting, draft, added)
}

/**
 * The round's records in their order; what was read before, by id, is not opened again. Throws Locked without the key of its
 * records.
 */
export async function readRound(roundId: string, known: ReadonlyMap<string, RecordBody> = new Map()): Promise<SavedRecord[]> {
  if (!outboxKey(roundId)) throw new Locked()
  const rows = await outboxDatabase.records.where('round').equals(roundId).toArray()
  rows.sort(byPlace)
  return await Promise.all(rows.map(async (row) => ({ body: known.get(row.id) ?? (await openRow(row)), state: row.state === 'safe' ? 'received' : row.state })))
}

export interface OutboxEntry {
  row: Omit<QueuedRecord, 'sealed' | 'sealedHash' | 'attachments' | 'lineage' | 'safeSince'> & { attachments: { length: number }[] }
  /** Null while the record's round is locked. */
  body: RecordBody | null
}

/** Every record on this tablet, newest first, with what the server said. */
export async function listOutbox(): Promise<OutboxEntry[]> {
  const rows = await outboxDatabase.records.toArray()
  rows.sort((one, other) => byPlace(other, one))
  return await Promise.all(rows.map(async (row) => ({ row, body: outboxKey(row.round) ? await openRow(row) : null })))
}

export interface OutboxCounts {
  unsent: number
  oldest: string | null
  received: number
  parked: number
}

/** What the status line tells; true whether or not the tablet is unlocked. */
export async function countOutbox(): Promise<OutboxCounts> {
  const { unsent, oldest_at: oldest, received, parked } = await queue.report()
  return { unsent, oldest, received, parked }
}

async function openRow(row: OutboxRow): Promise<RecordBody> {
  if (!isOld(row)) return await notary.read((await notary.open(row.sealed, row.round)).signed)
  const key = outboxKey(row.round)
  if (!key) throw new Locked()
  return await openOld(key, row)
}
