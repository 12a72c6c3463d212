// The one judge of every level: simulator, browser kills and server kills hand it what they saw.
import type { QueuedRecord } from '@/sync'
import type { Cryptography } from './crypto'
import type { Contents } from './disk'
import { chainOf, type Filed, type Store } from './history'
import { Violation } from './violation'

/** Passes of each device within which its queue is empty once things work again. */
const QUIET_ROUNDS = 5

/** A device as the judge sees it. */
export interface Judged {
  readonly id: string
  readonly disk: { contents(): Promise<Contents> }
  /** Rounds that it was told are closed. */
  readonly closed: ReadonlySet<string>
  /** What the run itself took from it, by id; `excused` where nothing could remember it. */
  readonly emptied: ReadonlyMap<string, { place: [number, number]; excused: boolean }>
  /** What was here when it was last looked at, or was told to be saved since: by id with its round. */
  held: Map<string, string>
}

/** A record whose tick was shown. */
export interface Shown<D extends Judged = Judged> {
  id: string
  device: D
  place: [number, number]
}

/** A backup of the county. */
export interface Kept {
  lineage: string
  verified: boolean
  store: Store
}

/** A run as the judge sees it. */
export interface Scene<D extends Judged = Judged> {
  readonly devices: readonly D[]
  readonly shown: readonly Shown<D>[]
  /** What was signed, and its hash, by id. */
  readonly signed: ReadonlyMap<string, Uint8Array>
  readonly hashes: ReadonlyMap<string, string>
  /** Attachments that the run itself has destroyed. */
  readonly damaged: ReadonlySet<string>
  readonly level: { cryptography: Pick<Cryptography, 'verify'> }
  readonly server: { store: Store; backups: readonly Kept[]; everComplete: ReadonlySet<string>; restorable(): readonly Kept[] }
  readonly network: { requests: number }
  /** One upload of a device while nothing is wrong. */
  calmPass(device: D): Promise<void>
}

/** What must hold after every step. */
export async function checkStep(world: Scene): Promise<void> {
  for (const device of world.devices) checkDevice(world, device, await device.disk.contents())
}

function checkDevice(world: Scene, device: Judged, { records, files }: Contents): void {
  const { server } = world
  const here = new Map<string, string>()
  for (const row of records) {
    here.set(row.id, row.round)
    if (row.safeSince !== null && !isInBackup(world, row)) throw new Violation('I6', `${row.id} is called safe and no verified backup of its lineage holds it`)
  }
  for (const [id, round] of device.held) if (!here.has(id)) checkPruned(world, device, id, round)
  for (const file of files) {
    if (file.arrived && !server.everComplete.has(file.sealed)) throw new Violation('I5', `an attachment of ${device.id} is called arrived and the server never had it whole`)
  }
  device.held = here
}

function isInBackup({ server }: Scene, row: QueuedRecord): boolean {
  return server.backups.some((one) => one.verified && one.lineage === row.lineage && one.store.byId.has(row.id))
}

function checkPruned({ server }: Scene, device: Judged, id: string, round: string): void {
  if (!device.closed.has(round)) throw new Violation('I6', `${id} left ${device.id} and ${round} is open`)
  const filed = server.store.byId.get(id)
  if (!filed) throw new Violation('I6', `${id} left ${device.id} and the server has not got it`)
  if (filed.reason !== null) throw new Violation('I6', `${id} left ${device.id} though it waits for people`)
  if (!server.restorable().every(({ store }) => store.byId.has(id))) throw new Violation('I6', `${id} left ${device.id} and a backup that may be restored lacks it`)
  if (!server.restorable().length) throw new Violation('I6', `${id} left ${device.id} and there is no backup`)
}

/** A queue of which nothing has gone yet holds each place of its chain once: no gap, no record twice (I3). */
export function checkQueue(device: string, { records, head }: Contents): void {
  const places = records.map(({ place: [epoch, seq] }) => `${epoch}|${seq}`)
  if (new Set(places).size < places.length) throw new Violation('I3', `a place of ${device} is taken twice`)
  if (records.length !== (head?.seq ?? 0)) throw new Violation('I3', `${device} holds ${records.length} records and its chain ends at ${head?.seq ?? 0}`)
}

/** Let every device upload what waits. */
export async function drain<D extends Judged>(world: Scene<D>): Promise<void> {
  for (let round = 0; round < QUIET_ROUNDS; round += 1) for (const device of world.devices) await world.calmPass(device)
  await checkStep(world)
}

/** I17: the queue runs dry, and asks no more often than it must. */
export async function checkDrained<D extends Judged>(world: Scene<D>): Promise<void> {
  for (const device of world.devices) {
    const { records } = await device.disk.contents()
    const waiting = records.filter(({ state }) => state === 'saved')
    if (waiting.length > 0) throw new Violation('I17', `${waiting.length} records of ${device.id} never leave, the first is ${waiting[0]?.id}`)
  }
  const before = world.network.requests
  for (const device of world.devices) await world.calmPass(device)
  if (world.network.requests - before > world.devices.length) throw new Violation('I17', 'an empty queue asks for more than a hello')
}

/** What devices and county say of every record, card and chain agrees with what was shown. */
export async function checkRecords(world: Scene): Promise<void> {
  for (const shown of world.shown) checkShown(world, shown)
  for (const device of world.devices) {
    const { records, files, head } = await device.disk.contents()
    for (const row of records) checkState(world, row)
    const named = new Set(records.flatMap(({ attachments }) => attachments.map(({ sealed }) => sealed)))
    if (files.some(({ sealed }) => !named.has(sealed))) throw new Violation('counts', `${device.id} keeps attachments of no record`)
    if (head && head.count !== head.seq) throw new Violation('counts', `${device.id} counts ${head.count} records of ${head.seq}`)
  }
  const chains = new Map<string, Filed[]>()
  for (const event of world.server.store.events) {
    const of = chainOf(event.device, event.epoch)
    chains.set(of, [...(chains.get(of) ?? []), event])
  }
  for (const chain of chains.values()) checkChain(world, chain)
  for (const [of, last] of world.server.store.ended) checkEnded(world, of, last, chains.get(of) ?? [])
  for (const event of world.server.store.events) await checkFiled(world, event)
  checkCards(world)
}

/** I1: every record whose tick was shown is there exactly once, or named as lost. */
function checkShown(world: Scene, { id, device, place: [epoch, seq] }: Shown): void {
  const { store } = world.server
  const found = Number(store.byId.has(id)) + [...store.cases.values()].filter((one) => one.id === id).length + Number(isQuarantined(world, id))
  if (found > 1) throw new Violation('I1', `${id} is there ${found} times`)
  if (found === 1) return
  const lost = device.emptied.get(id)
  if (!lost) throw new Violation('I1', `${id} was shown as saved and is nowhere`)
  if (lost.excused) return
  const told = store.ended.get(chainOf(device.id, epoch)) ?? 0
  if (told < seq) throw new Violation('I1', `${id} went with the storage of ${device.id} and no case names it (epoch ${epoch} ended at ${told})`)
}

function isQuarantined(world: Scene, id: string): boolean {
  return world.server.store.quarantined.has(world.hashes.get(id) ?? '')
}

/** What the device says of a record is what the server says of it: arrived, or for people to settle. */
function checkState(world: Scene, row: QueuedRecord): void {
  const event = world.server.store.byId.get(row.id)
  const due = event?.reason === null ? 'arrived' : 'for people'
  const said = row.state === 'safe' || row.state === 'received' ? 'arrived' : 'for people'
  if (said !== due) throw new Violation('counts', `${row.id} is ${row.state} on its device and ${due} at the server`)
}

/** I3: numbers without gap or repeat, each naming the one before it; what is missing is a case. */
function checkChain(world: Scene, chain: Filed[]): void {
  let last = { seq: 0, hash: null as string | null }
  for (const event of chain) {
    if (event.seq <= last.seq) throw new Violation('I3', `${event.id} takes a place twice`)
    if (event.reason !== 'chain_broken' && event.prev !== last.hash) throw new Violation('I3', `${event.id} does not follow the record before it`)
    if (event.seq > last.seq + 1 && !world.server.store.quarantined.has(event.prev ?? '')) throw new Violation('I3', `a gap before ${event.id} that nobody knows of`)
    last = event
  }
}

/** The case of a lost epoch names exactly what is missing. */
function checkEnded(world: Scene, of: string, last: number, chain: Filed[]): void {
  const [id, epoch] = of.split('|')
  const device = world.devices.find((one) => one.id === id)
  const there = new Set(chain.map(({ seq }) => seq))
  for (let seq = 1; seq <= last; seq += 1) {
    const lost = [...(device?.emptied ?? [])].some(([, { place }]) => place[0] === Number(epoch) && place[1] === seq)
    if (!there.has(seq) && !lost) throw new Violation('I3', `the case of ${of} names number ${seq}, which was never lost`)
  }
}

async function checkFiled(world: Scene, event: Filed): Promise<void> {
  const body = await world.level.cryptography.verify(event.signed, event.device)
  if (!body || !equal(world.signed.get(event.id), event.signed)) throw new Violation('I2', `${event.id} is not what its device signed`)
  for (const { sha256, sealed } of event.attachments) {
    const whole = world.server.store.blobs.get(sealed ?? '')?.complete
    if (!whole && event.reason !== 'attachment_lost' && event.reason !== 'chain_broken') throw new Violation('I5', `${event.id} names ${sha256}, which is not there`)
    if (!whole && !world.damaged.has(sealed ?? '')) throw new Violation('I5', `an attachment of ${event.id} is called lost and is not`)
  }
}

/** I7, as far as a queue can break it: a card is handed over once; a place is taken twice only where nothing remembered it. */
function checkCards({ server, devices }: Scene): void {
  const taken = new Set<number>()
  for (const { card, reason, id } of server.store.events) {
    if (card === null || reason !== null) continue
    if (taken.has(card)) throw new Violation('I7', `${id} hands a card over a second time`)
    taken.add(card)
  }
  const forgetful = devices.filter(({ emptied }) => [...emptied.values()].some(({ excused }) => excused)).map(({ id }) => id)
  const double = [...server.store.cases.values()].find(({ device }) => !forgetful.includes(device))
  if (double) throw new Violation('I3', `${double.id} found its place taken`)
}

function equal(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && one.length === other.length && one.every((byte, place) => byte === other[place])
}
