// A tablet of the app's own core (queue, chain, uploader, signatures, seals, transport) on a model disk, under load.
import { asTablet, type Way } from './way'
import { historyIn, sayHello, syncServer } from '@/api'
import { newId, sha256 } from '@/store/bytes'
import { sealAttachment } from '@/store/attachments'
import { openRecord, sealRecord } from '@/store/envelope'
import { readSigned, signRecord, type Signer } from '@/store/signing'
import { testRecordsKey } from '@/store/testKeys'
import { makeQueue, uploadPass, type ChainHead, type Limits, type NewAttachment, type Notary, type Queue, type RecordDraft, type ServerPort } from '@/sync'
import { Locks } from '../../sim/locks'
import { MemoryDisk } from '../../sim/disk'
import type { Random } from '../../sim/random'
import { Op, Scheduler } from '../../sim/scheduler'
import type { Judged } from '../../sim/judging'
import type { SetOut, TabletSetOut } from './county'

const LIMITS: Limits = { batchRecords: 5, batchBytes: 100_000, chunkBytes: 700, inFlight: 3 }
const DAY_MS = 86_400_000
const REASONS = ['absent', 'home_visit'] as const

/** What may be planted between a tablet and the county, to see that the judge finds it. */
export type Planted = (server: ServerPort, lineage: string) => ServerPort

export interface Saved {
  id: string
  place: [number, number]
}

export class Tablet implements Judged {
  readonly id: string
  readonly disk = new MemoryDisk(true)
  readonly closed = new Set<string>()
  readonly emptied = new Map<string, { place: [number, number]; excused: boolean }>()
  readonly signed = new Map<string, Uint8Array>()
  readonly hashes = new Map<string, string>()
  readonly way: Way
  held = new Map<string, string>()
  private readonly broken = new Set<string>()
  private mark: ChainHead | null = null
  private readonly heeded = { word: '' }

  private constructor(
    private readonly county: SetOut,
    private readonly own: TabletSetOut,
    private readonly keys: { device: Signer; officer: Signer; records: CryptoKey },
    private readonly planted: Planted,
  ) {
    this.id = own.id
    this.way = { address: county.address, cookie: own.cookie, requests: 0 }
  }

  static async open(county: SetOut, own: TabletSetOut, planted: Planted): Promise<Tablet> {
    const [device, officer, records] = await Promise.all([signerOf(own.keys.device), signerOf(own.keys.officer), testRecordsKey(new Uint8Array(32).fill(7))])
    return new Tablet(county, own, { device, officer, records }, planted)
  }

  /** Save one record; resolves with its place once its tick may show. */
  async save(random: Random): Promise<Saved> {
    const person = random.pick(this.own.people)
    const payload = { ...person, reason: random.pick(REASONS), note: null } as unknown as RecordDraft['payload']
    const { officer, round, lease } = this.own
    const setting = { device: this.id, build: '0.1.0+kills', rulesEdition: '2017-1', newId, now: () => new Date(), clockOffsetMs: () => 0 }
    const body = await this.queue().save(setting, { type: 'person.not_served', officer, round, lease, approvals: [], payload }, random.chance(0.5) ? [strokes(random)] : [])
    this.held.set(body.id, body.round)
    return { id: body.id, place: [body.epoch, body.seq] }
  }

  /** One pass as the app makes it; false where the county did not answer. */
  async pass(): Promise<boolean> {
    return await asTablet(this.way, async () => {
      const queue = this.queue()
      const told = await queue.report()
      const report = { unsent: told.unsent, oldest_at: told.oldest_at, storage_persisted: true, storage_free: null, build: '0.1.0+kills', clock_offset_ms: 0, parked: told.parked, open_rounds: 1 }
      const answer = await sayHello(report, told)
      if (answer.kind === 'refused') throw new Error(`the county refuses the tablet: ${answer.code}`)
      if (answer.kind !== 'ok') return false
      const { have, history, closed, lineage } = answer.value
      await queue.heed({ have, history: history ? await historyIn(history, this.county.receipt_key, this.id) : null, closed: closed ?? [] })
      const { end } = await uploadPass(queue, this.planted(syncServer(this.county.receipt_key, this.id), lineage), LIMITS, this.broken)
      return end !== 'unreachable'
    })
  }

  private queue(): Queue {
    const op = new Op(0, { next: () => 1 } as Random, 0, null, new Scheduler())
    return makeQueue({
      storage: this.disk.port(op),
      marks: { read: () => this.mark, write: (head) => (this.mark = head) },
      notary: this.notary,
      exclusively: (name, work) => this.locks.run(op, name, work),
      now: () => new Date(),
      keepSafeMs: DAY_MS,
      heeded: this.heeded,
    })
  }

  private readonly locks = new Locks()

  private readonly notary: Notary = {
    sha256,
    sealAttachment,
    sign: async (body) => {
      const signed = await signRecord(body, this.keys.device, this.keys.officer)
      this.signed.set(body.id, signed)
      this.hashes.set(body.id, await sha256(signed))
      return signed
    },
    seal: (signed, keys, round) => sealRecord({ signed, keys }, this.county.escrow_key, round, this.keys.records),
    open: (sealed, round) => openRecord(sealed, round, this.keys.records),
    read: readSigned,
  }
}

async function signerOf(jwk: JsonWebKey & { kid: string }): Promise<Signer> {
  const { kty, crv, x, y, d } = jwk
  return { kid: jwk.kid, key: await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']) }
}

/** A signature that nobody has written before, of one to three parts on its way. */
function strokes(random: Random): NewAttachment {
  const stroke = Array.from({ length: 30 + random.below(200) }, (_, place) => [random.below(600), random.below(200), place * 8])
  return { kind: 'signature', mediaType: 'application/x-songka-strokes+json', bytes: new TextEncoder().encode(JSON.stringify({ box: [600, 200], strokes: [stroke] })) }
}
