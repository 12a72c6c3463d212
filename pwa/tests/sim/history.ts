// What the model server stores: everything that a backup holds and a restore brings back.
import type { Attachment } from '@/rules'
import type { RecordBody } from '@/sync'

export interface Filed {
  id: string
  device: string
  epoch: number
  seq: number
  prev: string | null
  hash: string
  signed: Uint8Array
  idx: number
  reason: string | null
  conflict: boolean
  card: number | null
  attachments: Attachment[]
}

/** A record that found its place taken: kept beside the chain, for people. */
export interface Case {
  id: string
  hash: string
  device: string
}

/** Bytes that could not be opened, with the place their device says they have. */
export interface Unread {
  device: string
  place: [number, number]
  sealed: string
}

export class Store {
  readonly events: Filed[]
  readonly byId = new Map<string, Filed>()
  /** Last of each epoch of a device. */
  readonly heads = new Map<string, { seq: number; hash: string }>()
  readonly cards = new Map<number, string>()
  readonly cases: Map<string, Case>
  /** Bytes that could not be opened, by the hash their device gives them. */
  readonly quarantined: Map<string, Unread>
  readonly blobs: Map<string, { bytes: Uint8Array; complete: boolean }>
  /** The largest number each device ever reported of an epoch. */
  readonly reported: Map<string, number>
  /** Epochs that a device says it lost, with their last number. */
  readonly ended: Map<string, number>

  constructor(of?: Store) {
    this.events = []
    this.cases = new Map(of?.cases)
    this.quarantined = new Map(of?.quarantined)
    this.blobs = new Map(of?.blobs)
    this.reported = new Map(of?.reported)
    this.ended = new Map(of?.ended)
    for (const event of of?.events ?? []) this.file(event)
  }

  file(event: Filed): void {
    this.events.push(event)
    this.byId.set(event.id, event)
    this.heads.set(chainOf(event.device, event.epoch), { seq: event.seq, hash: event.hash })
    if (event.card !== null && event.reason === null) this.cards.set(event.card, event.id)
  }

  /** Every record that is kept here, whatever order it came in: "id hash". */
  entries(): string[] {
    const events = this.events.map(({ id, hash }) => `${id} ${hash}`)
    const cases = [...this.cases.values()].map(({ id, hash }) => `${id} ${hash}`)
    return [...events, ...cases, ...[...this.quarantined.keys()].map((hash) => `unread ${hash}`)]
  }
}

/** Where a record stands after `head`; bytes that could not be opened took their numbers, too, and break the chain. */
export function placeOf(store: Store, body: RecordBody, head: { seq: number; hash: string | null }): 'next' | 'gap' | 'broken' | 'taken' {
  if (body.seq <= head.seq) return 'taken'
  if (body.seq === head.seq + 1) return body.prev === head.hash ? 'next' : 'broken'
  const unread = [...store.quarantined.values()].filter(({ device, place: [epoch, seq] }) => device === body.device && epoch === body.epoch && seq > head.seq && seq < body.seq)
  return store.quarantined.has(body.prev ?? '') && unread.length === body.seq - head.seq - 1 ? 'broken' : 'gap'
}

export function chainOf(device: string, epoch: number): string {
  return `${device}|${epoch}`
}
