// The county as a model: files records, answers with verdicts, makes backups, is restored from them.
import type { History, KnownEpoch, QueueReport, Receipt, RecordBody, SentRecord, Verdict } from '@/sync'
import { bytesOf, type Cryptography } from './crypto'
import { chainOf, placeOf, Store, type Filed } from './history'

/** How long a backup is kept, and so how long a safe record is. */
export const KEEP_MS = 72 * 3_600_000

interface Backup {
  lineage: string
  at: number
  store: Store
  verified: boolean
}

export interface Hello {
  have: KnownEpoch[]
  history: History
  closed: string[]
  revoked: boolean
}

interface Opened {
  sent: SentRecord
  sealed: string
  hash: string | null
  signed: Uint8Array | null
  body: RecordBody | null
}

export class ModelServer {
  store = new Store()
  time = Date.parse('2026-11-24T00:00:00Z')
  lineage = 'lineage-1'
  backups: Backup[] = []
  requests = 0
  readonly closed = new Set<string>()
  readonly revoked = new Set<string>()
  /** Attachments that were complete here at some time. */
  readonly everComplete = new Set<string>()

  constructor(
    private readonly cryptography: Cryptography,
    readonly bodyLimit: number,
  ) {}

  hello(device: string, report: QueueReport): Hello {
    const { reported, ended } = this.store
    raise(reported, chainOf(device, report.epoch), report.last_seq)
    for (const end of report.ended) raise(ended, chainOf(device, end.epoch), end.last_seq)
    return { have: this.known(device), history: this.history(), closed: [...this.closed], revoked: this.revoked.has(device) }
  }

  history(): History {
    const safe = this.backups.filter(({ verified, lineage }) => verified && lineage === this.lineage).map(({ store }) => store.events.length)
    return { lineage: this.lineage, safe: safe.length > 0 ? Math.max(...safe) : null, at: new Date(this.time).toISOString() }
  }

  offset(sealed: string): { offset: number; complete: boolean } {
    const blob = this.store.blobs.get(sealed)
    return { offset: blob?.bytes.length ?? 0, complete: blob?.complete ?? false }
  }

  /** `bytes` may be less than was sent: the line was cut. */
  async put(sealed: string, bytes: Uint8Array, from: number, total: number): Promise<{ offset: number; complete: boolean }> {
    const known = this.store.blobs.get(sealed)
    if (known?.complete) return this.offset(sealed)
    const before = known?.bytes ?? new Uint8Array()
    if (from !== before.length) return this.offset(sealed)
    const whole = new Uint8Array([...before, ...bytes])
    const complete = whole.length === total && (await this.cryptography.hash(whole)) === sealed
    if (whole.length >= total && !complete) this.store.blobs.delete(sealed)
    else this.store.blobs.set(sealed, { bytes: whole, complete })
    if (complete) this.everComplete.add(sealed)
    return this.offset(sealed)
  }

  /** Null: the body is too large. */
  async post(device: string, sent: SentRecord[]): Promise<Receipt | null> {
    if (sent.length > 1 && sent.reduce((sum, { sealed }) => sum + sealed.length, 0) > this.bodyLimit) return null
    const opened = await Promise.all(sent.map((one) => this.open(device, one)))
    const verdicts = new Map<Opened, Verdict>()
    for (const one of opened.filter(({ body }) => body === null)) verdicts.set(one, this.quarantine(device, one))
    const readable = opened.filter((one) => one.body !== null)
    readable.sort((one, other) => place(one.body, other.body))
    for (const one of readable) verdicts.set(one, this.judge(device, one, one.body as RecordBody))
    const answered = opened.map((one) => verdicts.get(one) as Verdict)
    return { lineage: this.lineage, device, issued_at: new Date(this.time).toISOString(), verdicts: answered }
  }

  backUp(verified: boolean): void {
    this.backups.push({ lineage: this.lineage, at: this.time, store: new Store(this.store), verified })
  }

  /** Backups that somebody may still restore. */
  restorable(): Backup[] {
    const newest = this.backups.filter(({ verified }) => verified).at(-1)
    return this.backups.filter((one) => one.verified && (one === newest || this.time - one.at <= KEEP_MS))
  }

  restore(backup: Backup): void {
    this.store = new Store(backup.store)
    this.lineage = `lineage-${Number(this.lineage.split('-')[1]) + 1}`
  }

  private known(device: string): KnownEpoch[] {
    const known = new Map<number, number>()
    const { heads, reported } = this.store
    for (const [chain, seq] of [...reported, ...[...heads].map(([of, head]) => [of, head.seq] as const)]) {
      const [of, epoch] = chain.split('|')
      if (of === device) known.set(Number(epoch), Math.max(seq, known.get(Number(epoch)) ?? 0))
    }
    return [...known].map(([epoch, last]) => ({ epoch, last_seq: last }))
  }

  private async open(device: string, sent: SentRecord): Promise<Opened> {
    const sealed = await this.cryptography.hash(bytesOf(sent.sealed))
    const signed = await this.cryptography.open(sent.sealed)
    if (signed === null) return { sent, sealed, hash: null, signed, body: null }
    const body = await this.cryptography.verify(signed, device)
    return { sent, sealed, hash: await this.cryptography.hash(signed), signed, body }
  }

  private quarantine(device: string, { sent, sealed, hash }: Opened): Verdict {
    this.store.quarantined.set(sent.hash, { device, place: sent.place, sealed: sent.sealed })
    return { id: null, hash, sealed, verdict: 'parked', reason: 'not_understood', clause: null, index: null, missing: [] }
  }

  private judge(device: string, { sent, sealed, hash, signed }: Opened, body: RecordBody): Verdict {
    const { store } = this
    const named = { id: body.id, hash, sealed, clause: null }
    const known = store.byId.get(body.id)
    if (known) return { ...named, verdict: 'duplicate', reason: known.reason, index: known.idx, missing: [] }
    const head = store.heads.get(chainOf(device, body.epoch)) ?? { seq: 0, hash: null }
    const found = placeOf(store, body, head)
    if (found === 'taken') {
      store.cases.set(hash ?? '', { id: body.id, hash: hash ?? '', device })
      return { ...named, verdict: 'conflict', reason: 'chain_broken', index: null, missing: [] }
    }
    if (found === 'gap') return { ...named, verdict: 'wait', reason: 'chain_gap', index: null, missing: [] }
    const absent = body.attachments.filter((one) => !store.blobs.get(one.sealed ?? '')?.complete)
    const missing = absent.map((one) => one.sha256).filter((clear) => !sent.lost.includes(clear))
    if (missing.length > 0) return { ...named, verdict: 'wait', reason: 'attachment_missing', index: null, missing }
    const { card, poison } = body.payload as unknown as { card: number; poison: string | null }
    const taken = store.cards.has(card)
    const reason = found === 'broken' ? 'chain_broken' : absent.length > 0 ? 'attachment_lost' : poison ? 'number_differs' : taken ? 'card_already_handed_over' : null
    const conflict = reason === 'card_already_handed_over'
    const { id, epoch, seq, prev, attachments } = body
    const event: Filed = { id, device, epoch, seq, prev, hash: hash ?? '', signed: signed as Uint8Array, idx: store.events.length + 1, reason, conflict, card, attachments }
    store.file(event)
    return { ...named, verdict: conflict ? 'conflict' : reason ? 'parked' : 'accepted', reason, index: event.idx, missing: [] }
  }
}

function place(one: RecordBody | null, other: RecordBody | null): number {
  return (one?.epoch ?? 0) - (other?.epoch ?? 0) || (one?.seq ?? 0) - (other?.seq ?? 0)
}

function raise(map: Map<string, number>, key: string, value: number): void {
  map.set(key, Math.max(value, map.get(key) ?? 0))
}
