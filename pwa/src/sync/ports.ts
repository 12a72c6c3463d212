// What the sync core needs from the world. Everything is injected, so that a simulator can play the world.

/** Where a record is on its way (design §5: saved → received → safe → pruned). */
export type RecordState = 'saved' | 'received' | 'parked' | 'conflict'

export type VerdictKind = 'accepted' | 'duplicate' | 'conflict' | 'parked' | 'wait'

export interface Verdict {
  id: string
  hash: string
  verdict: VerdictKind
  reason: string | null
  clause: string | null
  index: number | null
  missing: string[]
}

export interface Receipt {
  lineage: string
  device: string
  issued_at: string
  verdicts: Verdict[]
}

export interface WaitingAttachment {
  sha256: string
  length: number
  media_type: string
}

export interface WaitingRecord {
  id: string
  hash: string
  bytes: Uint8Array
  attachments: WaitingAttachment[]
}

/** The outbox as the uploader sees it. It never deletes. */
export interface OutboxPort {
  /** Records not yet settled, in (epoch, seq) order; only those whose sealing key is at hand. */
  waiting(): Promise<WaitingRecord[]>
  attachment(sha256: string): Promise<Uint8Array>
  attachmentArrived(sha256: string): Promise<void>
  attachmentMissing(sha256: string): Promise<void>
  arrived(sha256: string): Promise<boolean>
  settle(verdicts: Verdict[]): Promise<void>
}

export type Answer<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'too_large' }
  | { kind: 'unreachable'; foreign?: boolean } // no answer, or one that is not the server's own (foreign: a portal's page)
  | { kind: 'refused'; status: number; code: string }

/** The transport of design §5. */
export interface ServerPort {
  offset(sha256: string): Promise<Answer<{ offset: number; complete: boolean }>>
  putBlob(sha256: string, mediaType: string, bytes: Uint8Array, from: number, total: number): Promise<Answer<{ offset: number; complete: boolean }>>
  postRecords(records: { bytes: string; signatures: string[] }[]): Promise<Answer<Receipt>>
}

export interface Limits {
  batchRecords: number
  batchBytes: number
  chunkBytes: number
  inFlight: number
}
