// The simulator's whole check: after each step, and at the end once things work again, with every backup restored.
import { checkDrained, checkRecords, checkStep, drain } from './judging'
import { Random } from './random'
import { KEEP_MS } from './server'
import type { Pass } from './steps'
import { Violation } from './violation'
import type { World } from './world'

/** What must hold at the end: let everything work again, and look. */
export async function checkEnd(world: World, seed: number): Promise<void> {
  await world.heal()
  await drain(world)
  await checkDrained(world)
  await checkRecords(world)
  await checkKept(world, new Random(seed))
  await checkRestored(world, seed)
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
