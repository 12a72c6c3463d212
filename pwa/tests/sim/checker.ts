// The one checker of every level: what must hold after each step, and at the end of every run once things work again.
import type { QueuedRecord } from '@/sync'
import type { Device, Shown } from './device'
import type { Contents } from './disk'
import { chainOf, type Filed } from './history'
import { Random } from './random'
import { KEEP_MS } from './server'
import type { Pass } from './steps'
import { Violation } from './violation'
import type { World } from './world'

/** Passes of each device within which its queue is empty once things work again. */
const QUIET_ROUNDS = 5

/** What must hold after every step. */
export async function checkStep(world: World): Promise<void> {
  for (const device of world.devices) checkDevice(world, device, await device.disk.contents())
}

function checkDevice(world: World, device: Device, { records, files }: Contents): void {
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

function isInBackup({ server }: World, row: QueuedRecord): boolean {
  return server.backups.some((one) => one.verified && one.lineage === row.lineage && one.store.byId.has(row.id))
}

function checkPruned({ server }: World, device: Device, id: string, round: string): void {
  if (!device.closed.has(round)) throw new Violation('I6', `${id} left ${device.id} and ${round} is open`)
  const filed = server.store.byId.get(id)
  if (!filed) throw new Violation('I6', `${id} left ${device.id} and the server has not got it`)
  if (filed.reason !== null) throw new Violation('I6', `${id} left ${device.id} though it waits for people`)
  if (!server.restorable().every(({ store }) => store.byId.has(id))) throw new Violation('I6', `${id} left ${device.id} and a backup that may be restored lacks it`)
  if (!server.restorable().length) throw new Violation('I6', `${id} left ${device.id} and there is no backup`)
}

/** What must hold at the end: let everything work again, and look. */
export async function checkEnd(world: World, seed: number): Promise<void> {
  await world.heal()
  await drain(world)
  await checkDrained(world)
  await checkRecords(world)
  await checkKept(world, new Random(seed))
  await checkRestored(world, seed)
}

async function drain(world: World): Promise<void> {
  for (let round = 0; round < QUIET_ROUNDS; round += 1) for (const device of world.devices) await world.calmPass(device)
  await checkStep(world)
}

/** I17: the queue runs dry, and asks no more often than it must. */
async function checkDrained(world: World): Promise<void> {
  for (const device of world.devices) {
    const { records } = await device.disk.contents()
    const waiting = records.filter(({ state }) => state === 'saved')
    if (waiting.length > 0) throw new Violation('I17', `${waiting.length} records of ${device.id} never leave, the first is ${waiting[0]?.id}`)
  }
  const before = world.network.requests
  for (const device of world.devices) await world.calmPass(device)
  if (world.network.requests - before > world.devices.length) throw new Violation('I17', 'an empty queue asks for more than a hello')
}

async function checkRecords(world: World): Promise<void> {
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
function checkShown(world: World, { id, device, place: [epoch, seq] }: Shown): void {
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

function isQuarantined(world: World, id: string): boolean {
  return world.server.store.quarantined.has(world.hashes.get(id) ?? '')
}

/** What the device says of a record is what the server says of it: arrived, or for people to settle. */
function checkState(world: World, row: QueuedRecord): void {
  const event = world.server.store.byId.get(row.id)
  const due = event?.reason === null ? 'arrived' : 'for people'
  const said = row.state === 'safe' || row.state === 'received' ? 'arrived' : 'for people'
  if (said !== due) throw new Violation('counts', `${row.id} is ${row.state} on its device and ${due} at the server`)
}

/** I3: numbers without gap or repeat, each naming the one before it; what is missing is a case. */
function checkChain(world: World, chain: Filed[]): void {
  let last = { seq: 0, hash: null as string | null }
  for (const event of chain) {
    if (event.seq <= last.seq) throw new Violation('I3', `${event.id} takes a place twice`)
    if (event.reason !== 'chain_broken' && event.prev !== last.hash) throw new Violation('I3', `${event.id} does not follow the record before it`)
    if (event.seq > last.seq + 1 && !world.server.store.quarantined.has(event.prev ?? '')) throw new Violation('I3', `a gap before ${event.id} that nobody knows of`)
    last = event
  }
}

/** The case of a lost epoch names exactly what is missing. */
function checkEnded(world: World, of: string, last: number, chain: Filed[]): void {
  const [id, epoch] = of.split('|')
  const device = world.devices.find((one) => one.id === id)
  const there = new Set(chain.map(({ seq }) => seq))
  for (let seq = 1; seq <= last; seq += 1) {
    const lost = [...(device?.emptied ?? [])].some(([, { place }]) => place[0] === Number(epoch) && place[1] === seq)
    if (!there.has(seq) && !lost) throw new Violation('I3', `the case of ${of} names number ${seq}, which was never lost`)
  }
}

async function checkFiled(world: World, event: Filed): Promise<void> {
  const body = await world.level.cryptography.verify(event.signed, event.device)
  if (!body || !equal(world.signed.get(event.id), event.signed)) throw new Violation('I2', `${event.id} is not what its device signed`)
  for (const { sha256, sealed } of event.attachments) {
    const whole = world.server.store.blobs.get(sealed ?? '')?.complete
    if (!whole && event.reason !== 'attachment_lost' && event.reason !== 'chain_broken') throw new Violation('I5', `${event.id} names ${sha256}, which is not there`)
    if (!whole && !world.damaged.has(sealed ?? '')) throw new Violation('I5', `an attachment of ${event.id} is called lost and is not`)
  }
}

/** I7, as far as a queue can break it: a card is handed over once; a place is taken twice only where nothing remembered it. */
function checkCards({ server, devices }: World): void {
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

/** I6: what is closed and safe for long enough goes, with its attachments, and nothing else. */
async function checkKept(world: World, random: Random): Promise<void> {
  world.server.backUp(true)
  for (const device of world.devices) await world.calmPass(device)
  world.server.time += KEEP_MS + 1
  // Whatever a crash leaves half done, the next pass finishes.
  for (const device of world.devices) await world.take(passThatDies(world.devices.indexOf(device), random))
  for (const device of world.devices) await world.calmPass(device)
  await checkStep(world)
  for (const device of world.devices) {
    const { records } = await device.disk.contents()
    const due = records.find((row) => device.closed.has(row.round) && row.state !== 'parked' && row.state !== 'conflict')
    if (due) throw new Violation('I6', `${due.id} of a closed round never goes`)
  }
  await checkRecords(world)
}

function passThatDies(device: number, random: Random): Pass {
  return { do: 'pass', device, rough: 0, crash: { at: 1 + random.below(40), power: random.chance(0.5) }, r: random.seed() }
}

/** I18: whichever backup is restored, what the devices offer again makes the same state. */
async function checkRestored(world: World, seed: number): Promise<void> {
  const before = world.server.store.entries()
  const kept = world.server.restorable()
  world.server.restore(kept[new Random(seed).below(kept.length)] as (typeof kept)[number])
  await drain(world)
  await checkDrained(world)
  const after = new Set(world.server.store.entries())
  const gone = new Set(world.devices.flatMap(({ emptied }) => [...emptied.keys()]))
  const missing = before.find((entry) => !after.has(entry) && !gone.has(entry.split(' ')[0] ?? ''))
  if (missing) throw new Violation('I18', `${missing} did not come back after a restore`)
  await checkRecords(world)
}

function equal(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && one.length === other.length && one.every((byte, place) => byte === other[place])
}
