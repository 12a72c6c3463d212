// A tablet of a run: its disk, its mark, its clock, and what the run remembers of it. And what a run stands on.
import type { ChainHead, Exclusively, Heeded, MarkPort, Notary, Queue, QueueStorage, ServerPort } from '@/sync'
import type { Cryptography } from './crypto'
import type { Disk } from './disk'
import { Locks } from './locks'

/** A mistake planted into what the core stands on; see bugs.ts. */
export interface Sabotage {
  relaxed?: boolean
  keepSafeMs?: number
  neverReopens?: boolean
  storage?: (storage: QueueStorage, memory: Map<string, unknown>) => QueueStorage
  marks?: (marks: MarkPort) => MarkPort
  exclusively?: Exclusively
  queue?: (queue: Queue, on: { storage: QueueStorage; device: Device }) => Queue
  server?: (server: ServerPort, on: { storage: QueueStorage; device: Device; queue: Queue }) => ServerPort
}

export interface Level {
  cryptography: Cryptography
  diskOf: (device: string, strict: boolean) => Disk
}

export class Device {
  mark: ChainHead | null = null
  clockMs = 0
  made = 0
  /** It must hear from the county before it may save: nothing says any more which places it has taken. */
  needsHello = false
  revoked = false
  /** Its mark is gone since the last save. */
  markless = false
  readonly closed = new Set<string>()
  readonly locks = new Locks()
  /** Ids that were here when its storage was emptied; `excused` where nothing could remember them. */
  readonly emptied = new Map<string, { place: [number, number]; excused: boolean }>()
  /** Attachments that broke off on their way, as the page remembers them. */
  readonly broken = new Set<string>()
  /** What it took in of the county's history, as the page remembers it. */
  readonly heeded: Heeded = { word: '' }
  /** What was here after the last step, by id with its round. */
  held = new Map<string, string>()
  /** Where a planted mistake keeps what it must not. */
  readonly memory = new Map<string, unknown>()

  constructor(
    readonly id: string,
    readonly disk: Disk,
    readonly notary: Notary,
  ) {}
}
