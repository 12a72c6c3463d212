// One run: two tablets, a county, a network between them, and whatever the steps say happens.
import { makeQueue, reopening, StorageDown, uploadPass, type Exclusively, type Limits, type MarkPort, type Notary, type Queue, type QueueStorage, type RecordDraft } from '@/sync'
import { pointed, sealedToNobody, type Cryptography } from './crypto'
import { Device, type Level, type Sabotage } from './device'
import type { Shown } from './judging'
import { ConnectionLost, MemoryDisk, QuotaExceeded, type Disk } from './disk'
import { Network } from './network'
import { Random } from './random'
import { Op, Scheduler, type OpEnd } from './scheduler'
import { KEEP_MS, ModelServer } from './server'
import { DEVICES, ROUNDS, type Pass, type Save, type Step } from './steps'
import { Violation } from './violation'

const LIMITS: Limits = { batchRecords: 3, batchBytes: 4_000, chunkBytes: 24, inFlight: 2 }
const BODY_LIMIT = 6_000
/** As the app: a broken connection is opened again so often before somebody is told. */
export const REOPENINGS = 3

export class World {
  readonly server: ModelServer
  readonly network: Network
  readonly devices: Device[]
  readonly scheduler = new Scheduler()
  readonly shown: Shown<Device>[] = []
  /** What was signed, by id. */
  readonly signed = new Map<string, Uint8Array>()
  readonly hashes = new Map<string, string>()
  /** Attachments that the run itself has destroyed. */
  readonly damaged = new Set<string>()

  constructor(
    readonly level: Level,
    readonly sabotage: Sabotage = {},
  ) {
    this.server = new ModelServer(level.cryptography, BODY_LIMIT)
    this.network = new Network(this.server)
    this.devices = Array.from({ length: DEVICES }, (_, place) => {
      const id = `device-${place}`
      return new Device(id, level.diskOf(id, !sabotage.relaxed), level.cryptography.notaryOf(id))
    })
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'save':
      case 'pass':
        return this.judge(step, ...(await this.run([step], step.r)))
      case 'together': {
        const ends = await this.run(step.ops, step.r)
        step.ops.forEach((op, place) => this.judge(op, ...ends.slice(place, place + 1)))
        return
      }
      case 'power':
        return this.device(step).disk.powerCut()
      case 'empty':
        return await this.empty(this.device(step), step.what)
      case 'damage': {
        const name = await this.device(step).disk.damage(new Random(step.r))
        if (name) this.damaged.add(name)
        return
      }
      case 'full':
        return this.device(step).disk.fill(step.after)
      case 'broken':
        return this.device(step).disk.breakConnection(step.times, step.committed)
      case 'clock':
        this.device(step).clockMs += step.hours * 3_600_000
        return
      case 'time':
        this.server.time += step.hours * 3_600_000
        return
      case 'backup':
        return this.server.backUp(step.verified)
      case 'restore': {
        const kept = this.server.restorable()
        const found = kept[new Random(step.r).below(kept.length)]
        if (found) this.server.restore(found)
        return
      }
      case 'close':
        this.server.closed.add(`round-${step.round}`)
        return
      case 'revoke':
        this.server.revoked.add(this.device(step).id)
        return
      case 'deliver': {
        const [late] = this.network.held.splice(new Random(step.r).below(this.network.held.length), 1)
        await late?.()
      }
    }
  }

  /** Everything works again; whatever was held up arrives. */
  async heal(): Promise<void> {
    for (const device of this.devices) device.disk.heal()
    for (const late of this.network.held.splice(0)) await late()
  }

  async calmPass(device: Device): Promise<void> {
    const step: Pass = { do: 'pass', device: this.devices.indexOf(device), rough: 0, crash: null, r: 1 }
    await this.take(step)
  }

  queueOf(op: Op, device: Device, poison: Save['poison'] = null): { queue: Queue; storage: QueueStorage; exclusively: Exclusively } {
    const { sabotage } = this
    const port = device.disk.port(op)
    const steady = sabotage.neverReopens ? port : reopening(port, (error) => error instanceof ConnectionLost, REOPENINGS)
    const storage = sabotage.storage?.(steady, device.memory) ?? steady
    const plainMarks: MarkPort = { read: () => device.mark, write: (head) => (device.mark = head) }
    const marks = sabotage.marks?.(plainMarks) ?? plainMarks
    const exclusively = sabotage.exclusively ?? ((name, work) => device.locks.run(op, name, work))
    const now = () => new Date(this.server.time + device.clockMs)
    const made = makeQueue({ storage, marks, notary: this.notaryOf(op, device, poison), exclusively, now, keepSafeMs: sabotage.keepSafeMs ?? KEEP_MS, heeded: device.heeded })
    return { queue: sabotage.queue?.(made, { storage, device }) ?? made, storage, exclusively }
  }

  private notaryOf(op: Op, device: Device, poison: Save['poison']): Notary {
    const notary = pointed(device.notary, op)
    return {
      ...notary,
      sign: async (body) => {
        const signed = await notary.sign(body)
        this.signed.set(body.id, signed)
        this.hashes.set(body.id, await device.notary.sha256(signed))
        return signed
      },
      seal: async (...given) => {
        const sealed = await notary.seal(...given)
        return poison === 'sealed' ? sealedToNobody(sealed) : sealed
      },
    }
  }

  private async run(steps: (Save | Pass)[], seed: number): Promise<[OpEnd, Excuse][]> {
    const works = steps.map((step) => {
      const op = new Op(step.device, new Random(step.r), step.do === 'pass' ? step.rough : 0, step.crash, this.scheduler)
      const device = this.device(step)
      op.atDeath.push(() => (device.heeded.word = ''))
      if (step.crash?.power) op.atDeath.push(() => device.disk.powerCut())
      return { op, work: () => (step.do === 'save' ? this.save(op, device, step) : this.pass(op, device)) }
    })
    // What may fail is decided by how things stood when it began.
    const excuses = steps.map((step) => excuseOf(this.device(step).disk))
    const ends = works.length === 1 && works[0] ? [await this.scheduler.alone(works[0].op, works[0].work)] : await this.scheduler.together(works, new Random(seed))
    return ends.map((end, place) => [end, excuses[place] as Excuse])
  }

  private judge(step: Save | Pass, ...ends: [OpEnd, Excuse][]): void {
    for (const [end, excuse] of ends) {
      if (end.kind !== 'failed' || isExcused(end.error, excuse)) continue
      throw new Violation('works', `${step.do} failed though nothing was wrong: ${String(end.error)}`)
    }
  }

  private async save(op: Op, device: Device, step: Save): Promise<void> {
    const round = Array.from({ length: ROUNDS }, (_, place) => `round-${place}`).find((one) => !device.closed.has(one))
    if (device.needsHello || device.revoked || !round) return
    const { queue } = this.queueOf(op, device, step.poison)
    const payload = { card: step.card, poison: step.poison } as unknown as RecordDraft['payload']
    const draft: RecordDraft = { type: 'card.handed_over', officer: 'officer', round, lease: 'lease', approvals: [], payload }
    const setting = {
      device: device.id,
      build: 'sim',
      rulesEdition: 'sim',
      newId: () => `${device.id}-${String((device.made += 1)).padStart(4, '0')}`,
      now: () => new Date(this.server.time + device.clockMs),
      clockOffsetMs: () => -device.clockMs,
    }
    // The same picture twice is two attachments all the same.
    const files = Array.from({ length: step.files }, (_, place) => ({ kind: 'barcode_frame' as const, mediaType: 'image/jpeg', bytes: new Uint8Array(20 * (place + 1)).fill(step.card) }))
    const body = await queue.save(setting, draft, files)
    device.markless = false
    this.shown.push({ id: body.id, device, place: [body.epoch, body.seq] })
  }

  private async pass(op: Op, device: Device): Promise<void> {
    const { queue, storage, exclusively } = this.queueOf(op, device)
    await exclusively('songka-drain', async () => {
      const told = await this.network.hello(op, device.id, await queue.report())
      if (told.kind !== 'ok') return
      for (const round of told.value.closed) device.closed.add(round)
      device.revoked ||= told.value.revoked
      await queue.heed({ ...told.value, closed: [...device.closed] })
      device.needsHello = false
      const server = this.network.port(op, device.id)
      await uploadPass(queue, this.sabotage.server?.(server, { storage, device, queue }) ?? server, LIMITS, device.broken)
    })
  }

  private async empty(device: Device, what: 'storage' | 'mark' | 'both'): Promise<void> {
    if (what !== 'storage') {
      device.mark = null
      device.markless = true
      for (const lost of device.emptied.values()) lost.excused = true
    }
    const { records, head } = await device.disk.contents()
    // With nothing left that knows its chain, only the county can say where it goes on.
    device.needsHello ||= device.markless && (what === 'both' || head === null)
    if (what === 'mark') return
    for (const { id, place } of records) device.emptied.set(id, { place, excused: device.markless })
    device.needsHello ||= device.markless
    device.held = new Map()
    await device.disk.empty()
  }

  private device(of: { device: number }): Device {
    return this.devices[of.device] as Device
  }
}

export function memoryLevel(cryptography: Cryptography): Level {
  return { cryptography, diskOf: (_device, strict) => new MemoryDisk(strict) }
}

/** What was wrong with a disk beyond what the app promises to mend. */
interface Excuse {
  full: boolean
  down: boolean
}

function excuseOf(disk: Disk): Excuse {
  return { full: disk.full, down: disk.down > REOPENINGS }
}

function isExcused(error: unknown, excuse: Excuse): boolean {
  return (error instanceof QuotaExceeded && excuse.full) || (error instanceof StorageDown && excuse.down)
}
