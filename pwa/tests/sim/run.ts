// Run steps against a world; find the shortest trace that still breaks the same promise.
import { checkEnd } from './checker'
import { fakeCryptography } from './crypto'
import type { Level, Sabotage } from './device'
import { checkStep } from './judging'
import { shortest } from './shortest'
import { describeStep, stepsOf, type Step } from './steps'
import { Violation } from './violation'
import { memoryLevel, World } from './world'

export const FAKE: Level = memoryLevel(fakeCryptography)

/** The promise that these steps break, or null. */
export async function runSteps(steps: readonly Step[], seed: number, level: Level = FAKE, sabotage: Sabotage = {}): Promise<Violation | null> {
  const world = new World(level, sabotage)
  try {
    for (const step of steps) {
      await world.take(step)
      await checkStep(world)
    }
    await checkEnd(world, seed)
    return null
  } catch (error) {
    if (error instanceof Violation) return error
    throw error
  }
}

export async function runSeed(seed: number, level: Level = FAKE, sabotage: Sabotage = {}): Promise<Violation | null> {
  return await runSteps(stepsOf(seed), seed, level, sabotage)
}

/** Leave out whatever can be left out while the same invariant still breaks. */
export async function shrink(steps: readonly Step[], seed: number, level: Level, sabotage: Sabotage, invariant: string): Promise<Step[]> {
  return await shortest(steps, async (fewer) => (await runSteps(fewer, seed, level, sabotage))?.invariant === invariant)
}

/** What a failing run prints: its seed, what broke, and the shortest way there. */
export async function report(seed: number, violation: Violation, level: Level = FAKE, sabotage: Sabotage = {}): Promise<string> {
  const shortest = await shrink(stepsOf(seed), seed, level, sabotage, violation.invariant)
  return [`seed ${seed} breaks ${violation.message}`, ...shortest.map((step, place) => `${String(place + 1).padStart(3)}  ${describeStep(step)}`)].join('\n')
}

export interface Found {
  seed: number
  violation: Violation
}

/** The first seed from `from` that breaks a promise, or null. */
export async function search(from: number, count: number, level: Level = FAKE, sabotage: Sabotage = {}): Promise<Found | null> {
  for (let seed = from; seed < from + count; seed += 1) {
    const violation = await runSeed(seed, level, sabotage)
    if (violation) return { seed, violation }
  }
  return null
}
