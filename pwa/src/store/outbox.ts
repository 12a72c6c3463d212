// The outbox: records sealed, saved in one strict transaction, never deleted by any answer of a server.
import { makeRecord, readRecord, type NewAttachment, type OutboxPort, type RecordBody, type RecordDraft, type RecordSetting, type RecordState, type SavedRecord, type Verdict } from '@/sync'
import type { Attachment } from '@/rules'
import { sha256, toText } from './bytes'
import { readHead, writeMark } from './chain'
import { outboxDatabase, type AttachmentRow, type OutboxRow } from './databases'
import { outboxKey } from './keyring'
import { Locked } from './locked'
import { open, seal } from './sealing'

export type { NewAttachment }

/**
 * Save one record. Resolves when the record, its attachments and the chain's new head are on the disk
 * together (the transaction's `complete`, not a put's success); until then no tick may show.
 */
export async function saveRecord(setting: RecordSetting, draft: RecordDraft, added: NewAttachment[]): Promise<RecordBody> {
  // One record at a time in this browser: two tabs must not take the same place (fault C8).
  return await navigator.locks.request('songka-chain', () => appendRecord(setting, draft, added))
}

async function appendRecord(setting: RecordSetting, draft: RecordDraft, added: NewAttachment[]): Promise<RecordBody> {
  const key = requireKey(draft.round)
  const attachments = await Promise.all(added.map(describe))
  const made = await makeRecord(setting, await readHead(), draft, attachments)
  const row: OutboxRow = {
    id: made.body.id,
    place: [made.body.epoch, made.body.seq],
    hash: made.hash,
    round: draft.round,
    state: 'saved',
    savedAt: made.body.device_time,
    sealed: await seal(key, `record|${made.body.id}`, made.bytes),
    attachments: attachments.map(({ sha256: hash, length, media_type }) => ({ sha256: hash, length, media_type })),
    reason: null,
    clause: null,
    index: null,
    settledAt: null,
  }
  const files = await Promise.all(added.map((file, place) => attachmentRow(key, draft.round, file, attachments[place])))
  await outboxDatabase.transaction('rw', [outboxDatabase.records, outboxDatabase.attachments, outboxDatabase.chain], async () => {
    await outboxDatabase.records.add(row)
    await outboxDatabase.attachments.bulkPut(files)
    await outboxDatabase.chain.put({ key: 'head', ...made.head })
  })
  writeMark(made.head)
  return made.body
}

/** The round's records in their order. */
export async function readRound(roundId: string): Promise<SavedRecord[]> {
  const key = requireKey(roundId)
  const rows = await outboxDatabase.records.where('round').equals(roundId).toArray()
  rows.sort(byPlace)
  return await Promise.all(rows.map(async (row) => ({ body: await openRecord(key, row), state: row.state })))
}

export interface OutboxEntry {
  row: Omit<OutboxRow, 'sealed'>
  /** Null while the record's round is locked. */
  body: RecordBody | null
}

/** Every record on this tablet, newest first, with what the server said. */
export async function listOutbox(): Promise<OutboxEntry[]> {
  const rows = await outboxDatabase.records.toArray()
  rows.sort((one, other) => byPlace(other, one))
  return await Promise.all(
    rows.map(async (row) => {
      const key = outboxKey(row.round)
      return { row, body: key ? await openRecord(key, row) : null }
    }),
  )
}

export interface OutboxCounts {
  unsent: number
  oldest: string | null
  received: number
  parked: number
}

/** What the status line tells; true whether or not the tablet is unlocked. */
export async function countOutbox(): Promise<OutboxCounts> {
  const { records } = outboxDatabase
  const inState = (state: RecordState) => records.where('state').equals(state)
  return await outboxDatabase.transaction('r', records, async () => {
    const [all, unsent, received] = [await records.count(), await inState('saved').count(), await inState('received').count()]
    // Within a state the index runs by id, and ids grow with time.
    const oldest = (await inState('saved').first())?.savedAt ?? null
    return { unsent, oldest, received, parked: all - unsent - received }
  })
}

/** The outbox as the uploader uses it. */
export const outboxPort: OutboxPort = {
  async waiting() {
    const rows = await outboxDatabase.records.where('state').equals('saved').toArray()
    rows.sort(byPlace)
    const readable = firstRun(rows, (row) => outboxKey(row.round) !== undefined)
    return await Promise.all(
      readable.map(async (row) => ({
        id: row.id,
        place: row.place,
        hash: row.hash,
        sealedHash: row.hash,
        sealed: toText(await openBytes(requireKey(row.round), row)),
        attachments: row.attachments.map((attachment) => ({ ...attachment, sealed: attachment.sha256 })),
      })),
    )
  },
  async attachment(hash) {
    const row = await outboxDatabase.attachments.get(hash)
    if (!row) return null
    return await open(requireKey(row.round), `attachment|${hash}`, row.sealed)
  },
  async attachmentArrived(hash) {
    await outboxDatabase.attachments.update(hash, { arrived: true })
  },
  async attachmentMissing(hash) {
    await outboxDatabase.attachments.update(hash, { arrived: false })
  },
  async arrived(hash) {
    return (await outboxDatabase.attachments.get(hash))?.arrived ?? false
  },
  async settle(verdicts) {
    const settledAt = new Date().toISOString()
    await outboxDatabase.transaction('rw', outboxDatabase.records, async () => {
      for (const verdict of verdicts) await outboxDatabase.records.update(verdict.id, settled(verdict, settledAt))
    })
  },
}

function settled(verdict: Verdict, settledAt: string): Partial<OutboxRow> {
  return { state: stateAfter(verdict), reason: verdict.reason, clause: verdict.clause, index: verdict.index, settledAt }
}

function stateAfter(verdict: Verdict): RecordState {
  if (verdict.verdict === 'conflict') return 'conflict'
  // A duplicate with a reason was parked when its first answer was lost on the way.
  return verdict.reason === null ? 'received' : 'parked'
}

/** Records leave in order: those behind one that is still locked wait for it. */
function firstRun<T>(rows: T[], fits: (row: T) => boolean): T[] {
  const end = rows.findIndex((row) => !fits(row))
  return end < 0 ? rows : rows.slice(0, end)
}

function byPlace(one: OutboxRow, other: OutboxRow): number {
  return one.place[0] - other.place[0] || one.place[1] - other.place[1]
}

async function describe(file: NewAttachment): Promise<Attachment> {
  return { sha256: await sha256(file.bytes), length: file.bytes.length, media_type: file.mediaType, kind: file.kind }
}

async function attachmentRow(
  key: CryptoKey,
  round: string,
  file: NewAttachment,
  described: Attachment | undefined,
): Promise<AttachmentRow> {
  const hash = described?.sha256 ?? (await sha256(file.bytes))
  const sealed = await seal(key, `attachment|${hash}`, file.bytes)
  return { sha256: hash, round, length: file.bytes.length, mediaType: file.mediaType, sealed, arrived: false }
}

async function openBytes(key: CryptoKey, row: OutboxRow): Promise<Uint8Array> {
  return await open(key, `record|${row.id}`, row.sealed)
}

async function openRecord(key: CryptoKey, row: OutboxRow): Promise<RecordBody> {
  return readRecord(await openBytes(key, row))
}

function requireKey(roundId: string): CryptoKey {
  const key = outboxKey(roundId)
  if (!key) throw new Locked()
  return key
}
