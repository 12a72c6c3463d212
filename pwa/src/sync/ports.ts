// What the sync core needs from the world. Everything is injected, so that a simulator can play the world.
import type { Attachment } from '@/rules'
import type { ChainHead, RecordBody } from './record'

/** What the screens know of a record's way; parked and conflict wait for people. */
export type RecordState = 'saved' | 'received' | 'parked' | 'conflict'

/** Where a record is on its way (design §5): saved → received → safe → pruned. */
export type QueueState = RecordState | 'safe'

export type VerdictKind = 'accepted' | 'duplicate' | 'conflict' | 'parked' | 'wait'

export interface Verdict {
  /** Null where the server could not open what came. */
  id: string | null
  /** SHA-256 of the signed bytes; null where the server could not open what came. */
  hash: string | null
  /** SHA-256 of the sealed text it answers for; null or absent for records that are not sealed. */
  sealed?: string | null
  verdict: VerdictKind
  reason: string | null
  clause: string | null
  index: number | null
  /** Clear hashes of attachments that the server has not got. */
  missing: string[]
}

/** What the server signs about an upload. */
export interface Receipt {
  lineage: string
  device: string
  issued_at: string
  verdicts: Verdict[]
}

/** What the server signs about its history: only this lets a record become safe, and be pruned. */
export interface History {
  lineage: string
  /** Newest index that a verified backup of this lineage holds; null while there is none. */
  safe: number | null
  /** The server's clock, ISO 8601: how long a record has been safe is not told by ours. */
  at: string
}

export interface WaitingAttachment {
  /** Hash of the clear bytes, as the signed record names them. */
  sha256: string
  /** Hash of the sealed bytes, by which they travel. */
  sealed: string
  /** Bytes in the clear. */
  length: number
}

/** A record as it leaves: nobody needs to be unlocked to send it. */
export interface WaitingRecord {
  id: string
  /** [epoch, seq] */
  place: [number, number]
  /** SHA-256 of the signed bytes. */
  hash: string
  /** SHA-256 of the sealed text. */
  sealedHash: string
  /** The sealed text itself. */
  sealed: string
  attachments: WaitingAttachment[]
}

/** The outbox as the uploader sees it. It never deletes. */
export interface OutboxPort {
  /** Records not yet settled, in (epoch, seq) order. */
  waiting(): Promise<WaitingRecord[]>
  /** Sealed bytes by their own hash; null when they are gone or are no longer what was saved (fault C6). */
  attachment(sealed: string): Promise<Uint8Array | null>
  attachmentArrived(sealed: string): Promise<void>
  attachmentMissing(sealed: string): Promise<void>
  arrived(sealed: string): Promise<boolean>
  /** Settle by verdicts of a receipt of this lineage; each carries the id of a record that was sent. */
  settle(verdicts: SettledVerdict[], lineage: string): Promise<void>
}

export type SettledVerdict = Verdict & { id: string }

export type Answer<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'too_large' }
  | { kind: 'unreachable'; foreign?: boolean } // no answer, or one that is not the server's own (foreign: a portal's page)
  | { kind: 'refused'; status: number; code: string }

/** One record of an upload; `lost` are clear hashes of attachments this device no longer has. */
export interface SentRecord {
  sealed: string
  /** Hash of the signed bytes, and epoch and number: should the server not be able to open it, the next one still finds its place. */
  hash: string
  place: [number, number]
  lost: string[]
}

/** The transport of design §5. */
export interface ServerPort {
  offset(sealed: string): Promise<Answer<{ offset: number; complete: boolean }>>
  putBlob(sealed: string, bytes: Uint8Array, from: number, total: number): Promise<Answer<{ offset: number; complete: boolean }>>
  postRecords(records: SentRecord[]): Promise<Answer<Receipt>>
}

export interface Limits {
  batchRecords: number
  batchBytes: number
  chunkBytes: number
  inFlight: number
}

export interface NewAttachment {
  kind: Attachment['kind']
  mediaType: string
  bytes: Uint8Array
}

/** Bytes sealed under a key of their own. */
export interface SealedAttachment {
  /** Of the clear bytes. */
  sha256: string
  /** Of the clear bytes. */
  length: number
  /** SHA-256 of the sealed bytes, by which they travel. */
  sealed: string
  /** Nonce (12 bytes), ciphertext, tag (16 bytes). */
  sealedBytes: Uint8Array
  /** How the envelope names the key, inside the sealed record: base64url, with ".DEF" behind it where the bytes were deflated first. */
  key: string
}

/** Keys of a record's attachments by the hash of their sealed bytes. */
export type AttachmentKeys = Record<string, string>

/** Signs, seals and reads records. The real one holds keys; the simulator's does not. */
export interface Notary {
  sha256(bytes: Uint8Array): Promise<string>
  sealAttachment(bytes: Uint8Array, mediaType: string): Promise<SealedAttachment>
  /** The signed bytes, which never change again. Throws when the record's officer is not unlocked. */
  sign(body: RecordBody): Promise<Uint8Array>
  /** The sealed text that is kept and sent. Throws when the round's key is not in memory. */
  seal(signed: Uint8Array, keys: AttachmentKeys, round: string): Promise<string>
  /** Open what `seal` made. Throws when the round's key is not in memory. */
  open(sealed: string, round: string): Promise<{ signed: Uint8Array; keys: AttachmentKeys }>
  read(signed: Uint8Array): Promise<RecordBody>
}

/** A record in the queue. New members may come, none may go: any build opens the queue (design §5). */
export interface QueuedRecord {
  id: string
  /** [epoch, seq]: the order in which records go out; no clock decides it. */
  place: [number, number]
  hash: string
  sealedHash: string
  sealed: string
  round: string
  state: QueueState
  savedAt: string
  attachments: WaitingAttachment[]
  reason: string | null
  clause: string | null
  /** The server's number of it, within `lineage`. */
  index: number | null
  lineage: string | null
  settledAt: string | null
  /** Since when it is in a verified backup, by the server's clock. */
  safeSince: string | null
}

/** An attachment in the queue. */
export interface QueuedFile {
  /** Hash of the sealed bytes. */
  sealed: string
  round: string
  bytes: Uint8Array
  arrived: boolean
}

/** One transaction's view of the queue. Await nothing else while inside. */
export interface QueueTables {
  head(): Promise<ChainHead | null>
  putHead(head: ChainHead): Promise<void>
  record(id: string): Promise<QueuedRecord | null>
  /** In no particular order. */
  recordsIn(states: readonly QueueState[]): Promise<QueuedRecord[]>
  countIn(states: readonly QueueState[]): Promise<number>
  /** The one with the smallest id: ids grow with time. */
  firstIn(state: QueueState): Promise<QueuedRecord | null>
  /** Fails where the id or the place is taken. */
  addRecord(row: QueuedRecord): Promise<void>
  putRecord(row: QueuedRecord): Promise<void>
  deleteRecord(id: string): Promise<void>
  file(sealed: string): Promise<QueuedFile | null>
  putFile(file: QueuedFile): Promise<void>
  /** Nothing happens where there is no such file. */
  noteArrived(sealed: string, arrived: boolean): Promise<void>
  deleteFile(sealed: string): Promise<void>
}

/** The queue's database. */
export interface QueueStorage {
  /**
   * One strict transaction: resolves when all of it is on the disk. When `work` throws or the disk refuses, none of it is
   * written and this rejects, whatever single writes seemed to succeed (faults C1–C3).
   */
  write<T>(work: (tables: QueueTables) => Promise<T>): Promise<T>
  read<T>(work: (tables: QueueTables) => Promise<T>): Promise<T>
  /** Drop the connection and open a new one (fault C7). */
  reopen(): Promise<void>
}

/** The mark outside the database, by which an emptied one is noticed (fault C5). Counts and hashes only. */
export interface MarkPort {
  read(): ChainHead | null
  write(head: ChainHead): void
}

/** Runs `work` while no other tab of this browser holds `name` (fault C8). */
export type Exclusively = <T>(name: 'songka-chain' | 'songka-drain', work: () => Promise<T>) => Promise<T>
