// The two databases of this origin. Everything personal in them is ciphertext.
import { Dexie, type DexieOptions, type EntityTable, type Table } from 'dexie'
import type { ChainHead, PhoneOfRound, QueuedRecord } from '@/sync'
import type { EscrowKey } from './envelope'
import type { Kdf } from './passphrase'
import type { Sealed } from './sealing'
import { keepSecondCopy, secondPlace } from './secondCopy'
import type { Signer } from './signing'

/** A record of the queue. Rows only ever gain members: the database's version never rises. */
export type OutboxRow = QueuedRecord | OldOutboxRow

/** As builds before sealed envelopes kept it: sealed under its round's records key alone. */
export interface OldOutboxRow extends Pick<QueuedRecord, 'id' | 'place' | 'hash' | 'round' | 'state' | 'savedAt' | 'reason' | 'clause' | 'index' | 'settledAt'> {
  sealed: Sealed
  attachments: { sha256: string; length: number; media_type: string }[]
}

/** The name by which an attachment travels is its key: the hash of its sealed bytes. */
export type AttachmentRow = { sha256: string; round: string; arrived: boolean } & ({ bytes: Uint8Array } | { length: number; mediaType: string; sealed: Sealed })

export type ChainRow = ChainHead & { key: 'head' }

const STRICT: DexieOptions = { chromeTransactionDurability: 'strict' }

/**
 * The outbox: a database of its own whose version never rises, so that any build, older or newer,
 * opens it. Strict durability: a transaction is complete only when it is on the disk.
 */
export class OutboxDatabase extends Dexie {
  records!: Table<OutboxRow, string>
  attachments!: Table<AttachmentRow, string>
  chain!: Table<ChainRow, string>
  /** Resolves when what is committed is in the second copy as well. */
  copied: () => Promise<void> = () => Promise.resolve()

  constructor(name = 'songka-outbox', options = STRICT) {
    super(name, options)
    this.version(1).stores({ records: 'id, &place, round, state', attachments: 'sha256, round', chain: 'key' })
  }
}

export interface DeviceRow {
  key: 'device'
  id: string
  name: string
  kind: DeviceKind
  lineage: string
  receiptKey: JsonWebKey
  /** The county's key that records are sealed to; only a statement under the receipt key changes it. A device enrolled by an older build has none until its next hello. */
  escrow?: EscrowKey
  /** Signs records and challenges, and never leaves the browser. */
  signer: Signer
  /** Since when the county has shut this device out; what is in the outbox still leaves. */
  revokedAt: string | null
}

export type DeviceKind = 'tablet' | 'companion'

export interface OfficerRow {
  id: string
  name: string
  organisation: string
  roles: string[]
  unlock: Unlock
  publicKeys: { seal: JsonWebKey; sign: JsonWebKey }
  /** The private halves of both pairs, under the officer key. */
  wrapped: Sealed
}

/** What an officer's key comes of: the printed passphrase, or the device's own lock (WebAuthn PRF). */
export type Unlock = { way: 'passphrase'; kdf: Kdf; salt: Uint8Array } | { way: 'prf'; credentialId: Uint8Array; salt: Uint8Array }

export interface RoundRow {
  id: string
  leaseId: string
  expiresAt: string
  etag: string | null
  complete: boolean
  packedAt: string | null
  /** When it was last chosen; the newest is the one the screens show. */
  openedAt?: string
  /** What the round is called once its roster is gone: nothing of it is about a person. */
  label?: RoundLabel
  /** The key of the roster, sealed to each officer of the round who is on this tablet: officer id → JWE. */
  wraps: Record<string, string>
  /** The key of the round's records, likewise: it outlives the roster, since unsent records must still leave. */
  outboxWraps: Record<string, string>
  /** What the county told of the round after it was packed. */
  told?: RoundTold
  /** Why and when the roster was wiped; `seen` once somebody has read so. */
  forgotten?: { why: Forgotten; at: string; seen: boolean }
}

export interface RoundTold {
  /** How far the bank manager's phone is (1.2.2.b). */
  phone?: PhoneOfRound
  /** Cards that the bank activated and of which the county has no hand-over (1.2.2.d). */
  financeAlone?: string[]
  /** Parked records that were settled at the desk: record id → decision (4.1.1.b). */
  settled?: Record<string, string>
}

export interface RoundLabel {
  village: string
  plannedOn: string
  number: number
}

/** Why a roster was wiped: its lease or the whole device was revoked, or the round is closed. */
export type Forgotten = 'revoked' | 'device_revoked' | 'closed'

export interface ChunkRow {
  round: string
  kind: 'bundle' | 'draft'
  part: number
  sealed: Sealed
}

class DeviceDatabase extends Dexie {
  device!: EntityTable<DeviceRow, 'key'>
  officers!: EntityTable<OfficerRow, 'id'>
  rounds!: EntityTable<RoundRow, 'id'>
  chunks!: Table<ChunkRow, [string, string, number]>

  constructor(options = STRICT) {
    super('songka-device', options)
    this.version(1).stores({ device: 'key', officers: 'id', rounds: 'id', chunks: '[round+kind+part]' })
  }
}

export const outboxDatabase = new OutboxDatabase()
export const deviceDatabase = new DeviceDatabase()

outboxDatabase.copied = keepSecondCopy(outboxDatabase, () => inSecondPlace((relaxed) => new OutboxDatabase(undefined, relaxed)), beganAnotherEpoch)
keepSecondCopy(deviceDatabase, () => inSecondPlace((relaxed) => new DeviceDatabase(relaxed)))

/** Relaxed: one flush a record is enough, and a process that is killed takes nothing along that was handed to the system. */
async function inSecondPlace<T>(make: (options: DexieOptions) => T): Promise<T | null> {
  const indexedDB = await secondPlace()
  return indexedDB && make({ indexedDB, IDBKeyRange, chromeTransactionDurability: 'relaxed' })
}

/** An emptied outbox goes on in a new epoch (fault C5): records of the one before may still be in the second copy. */
export async function beganAnotherEpoch(first: Dexie, second: Dexie): Promise<boolean> {
  const there = await epochOf(second)
  return there > 0 && (await epochOf(first)) > there
}

async function epochOf(outbox: Dexie): Promise<number> {
  return (await outbox.table<ChainRow, string>('chain').get('head'))?.epoch ?? 0
}
