// The queue of this device's records: what is saved, what a receipt settles, what may go. Everything it touches is injected.
import type { Attachment } from '@/rules'
import { headAbove, headAfter, headToBuildOn, isBehind, sameHead, type KnownEpoch } from './chain'
import type { AttachmentKeys, Exclusively, History, MarkPort, NewAttachment, Notary, OutboxPort, QueuedRecord, QueueStorage, QueueTables, SealedAttachment, WaitingRecord } from './ports'
import { makeBody, type ChainHead, type RecordBody, type RecordDraft, type RecordSetting } from './record'
import { isPrunable, settled, under } from './settling'

export interface QueuePorts {
  storage: QueueStorage
  marks: MarkPort
  notary: Notary
  exclusively: Exclusively
  now: () => Date
  /** Milliseconds a record stays here after it became safe: as long as older backups may be restored. */
  keepSafeMs: number
  heeded: Heeded
}

/** What was taken in of the county's last word on its history; the page remembers it, so that the same word is not taken in twice. */
export interface Heeded {
  word: string
}

/** What the office is told of the queue with every hello. */
export interface QueueReport {
  epoch: number
  last_seq: number
  head_hash: string | null
  ended: { epoch: number; last_seq: number }[]
  unsent: number
  oldest_at: string | null
  received: number
  parked: number
}

/** What a hello says about the queue. `history` only when its signature is the server's. */
export interface Told {
  have: readonly KnownEpoch[]
  history: History | null
  /** Rounds that are closed and were told so: their safe records may go. */
  closed: readonly string[]
}

export interface Queue extends OutboxPort {
  /**
   * Save one record with its attachments. Resolves when they and the chain's new head are on the disk together; until then
   * no tick may show. Rejects with nothing saved and nothing counted when the disk refuses (C3) or a key is not unlocked.
   */
  save(setting: RecordSetting, draft: RecordDraft, added: NewAttachment[]): Promise<RecordBody>
  /** The head that the next record follows. */
  head(): Promise<ChainHead>
  report(): Promise<QueueReport>
  /** Take in what a hello said: a new epoch, records to offer again, safe ones, those that may go. */
  heed(told: Told): Promise<void>
}

/** The head moved while a record was being made: another tab saved without the lock. Nothing was written. */
export class ChainMoved extends Error {
  constructor() {
    super('chain_moved')
  }
}

export function makeQueue({ storage, marks, notary, exclusively, now, keepSafeMs, heeded }: QueuePorts): Queue {
  const keptHead = () => storage.read((tables) => tables.head())

  async function head(): Promise<ChainHead> {
    return standing(await keptHead())
  }

  function standing(kept: ChainHead | null): ChainHead {
    const mark = marks.read()
    // A tab that died between the disk and the mark left it behind.
    if (kept && isBehind(mark, kept)) marks.write(kept)
    return headToBuildOn(kept, mark)
  }

  async function save(setting: RecordSetting, draft: RecordDraft, added: NewAttachment[]): Promise<RecordBody> {
    const files = await Promise.all(added.map(async (file) => ({ file, sealed: await notary.sealAttachment(file.bytes, file.mediaType) })))
    // One record at a time in this browser: two tabs must not take the same place (fault C8).
    return await exclusively('songka-chain', () => append(setting, draft, files))
  }

  async function append(setting: RecordSetting, draft: RecordDraft, files: SealedFile[]): Promise<RecordBody> {
    const kept = await keptHead()
    const before = headToBuildOn(kept, marks.read())
    const body = makeBody(setting, before, draft, files.map(describe))
    const signed = await notary.sign(body)
    const hash = await notary.sha256(signed)
    const sealed = await notary.seal(signed, keysOf(files), draft.round)
    const sealedHash = await notary.sha256(new TextEncoder().encode(sealed))
    const row = newRow(body, files, { hash, sealed, sealedHash })
    const after = headAfter(before, hash)
    await storage.write(async (tables) => {
      const found = await tables.head()
      // Tried again after a broken connection: the first try had arrived.
      if (sameHead(found, after)) return
      if (!sameHead(found, kept)) throw new ChainMoved()
      await write(tables, row, files, after)
    })
    marks.write(after)
    return body
  }

  async function settle(verdicts: Parameters<OutboxPort['settle']>[0], lineage: string): Promise<void> {
    const at = now().toISOString()
    await storage.write(async (tables) => {
      for (const verdict of verdicts) {
        const row = await tables.record(verdict.id)
        const after = row && settled(row, verdict, lineage, at)
        if (after) await tables.putRecord(after)
      }
    })
    heeded.word = ''
  }

  async function heed({ have, history, closed }: Told): Promise<void> {
    await heedEpochs(have)
    if (history === null) return
    // The hour is in it since records may go when they have been safe for long enough.
    const word = [history.lineage, history.safe, history.at.slice(0, 13), ...closed].join('|')
    if (word === heeded.word) return
    // A verdict that comes meanwhile has its say: the word is then taken in again.
    heeded.word = word
    await takeIn(history, new Set(closed)).catch((error: unknown) => {
      heeded.word = ''
      throw error
    })
  }

  async function takeIn(history: History, closed: ReadonlySet<string>): Promise<void> {
    await heedHistory(history)
    await prune(history, closed)
  }

  /** The server knows later records of ours than we do: our storage was emptied, and a new epoch begins. */
  async function heedEpochs(have: readonly KnownEpoch[]): Promise<void> {
    await exclusively('songka-chain', async () => {
      const next = headAbove(await head(), have)
      if (next === null) return
      await storage.write((tables) => tables.putHead(next))
      marks.write(next)
    })
  }

  async function heedHistory(history: History): Promise<void> {
    await storage.write(async (tables) => {
      for (const row of await tables.recordsIn(['received', 'safe', 'parked', 'conflict'])) {
        const after = under(row, history)
        if (after) await tables.putRecord(after)
      }
    })
  }

  async function prune(history: History, closed: ReadonlySet<string>): Promise<void> {
    if (closed.size === 0) return
    const rows = await storage.read((tables) => tables.recordsIn(['safe']))
    for (const row of rows.filter((one) => isPrunable(one, history, keepSafeMs, closed))) {
      await storage.write(async (tables) => {
        for (const { sealed } of row.attachments) await tables.deleteFile(sealed)
        await tables.deleteRecord(row.id)
      })
    }
  }

  async function report(): Promise<QueueReport> {
    const { kept, first, ...counts } = await storage.read(async (tables) => ({
      kept: await tables.head(),
      unsent: await tables.countIn(['saved']),
      first: await tables.firstIn('saved'),
      received: await tables.countIn(['received', 'safe']),
      parked: await tables.countIn(['parked', 'conflict']),
    }))
    const { epoch, seq, hash, ended = [] } = standing(kept)
    return { epoch, last_seq: seq, head_hash: hash, ended: ended.map((end) => ({ epoch: end.epoch, last_seq: end.seq })), oldest_at: first?.savedAt ?? null, ...counts }
  }

  async function attachment(sealed: string): Promise<Uint8Array | null> {
    const file = await storage.read((tables) => tables.file(sealed))
    if (file === null || file.bytes.length === 0) return null
    return (await notary.sha256(file.bytes)) === sealed ? file.bytes : null
  }

  async function waiting(): Promise<WaitingRecord[]> {
    const rows = await storage.read((tables) => tables.recordsIn(['saved']))
    return rows.sort(byPlace).map(({ id, place, hash, sealedHash, sealed, attachments }) => ({ id, place, hash, sealedHash, sealed, attachments }))
  }

  return {
    save,
    head,
    report,
    heed,
    waiting,
    attachment,
    attachmentArrived: (sealed) => storage.write((tables) => tables.noteArrived(sealed, true)),
    attachmentMissing: (sealed) => storage.write((tables) => tables.noteArrived(sealed, false)),
    arrived: async (sealed) => (await storage.read((tables) => tables.file(sealed)))?.arrived ?? false,
    settle,
  }
}

/** The order in which records go out; no clock decides it (I16). */
export function byPlace(one: Pick<QueuedRecord, 'place'>, other: Pick<QueuedRecord, 'place'>): number {
  return one.place[0] - other.place[0] || one.place[1] - other.place[1]
}

interface SealedFile {
  file: NewAttachment
  sealed: SealedAttachment
}

function describe({ file, sealed: { sha256, length, sealed } }: SealedFile): Attachment {
  return { sha256, length, sealed, media_type: file.mediaType, kind: file.kind }
}

function keysOf(files: SealedFile[]): AttachmentKeys {
  return Object.fromEntries(files.map(({ sealed: { sealed, key } }) => [sealed, key]))
}

function newRow(body: RecordBody, files: SealedFile[], texts: Pick<QueuedRecord, 'hash' | 'sealed' | 'sealedHash'>): QueuedRecord {
  const attachments = files.map(({ sealed: { sha256, length, sealed } }) => ({ sha256, length, sealed }))
  const unsettled = { reason: null, clause: null, index: null, lineage: null, settledAt: null, safeSince: null }
  return { id: body.id, place: [body.epoch, body.seq], round: body.round, state: 'saved', savedAt: body.device_time, attachments, ...texts, ...unsettled }
}

async function write(tables: QueueTables, row: QueuedRecord, files: SealedFile[], head: ChainHead): Promise<void> {
  await tables.addRecord(row)
  for (const { sealed } of files) await tables.putFile({ sealed: sealed.sealed, round: row.round, bytes: sealed.sealedBytes, arrived: false })
  await tables.putHead(head)
}
