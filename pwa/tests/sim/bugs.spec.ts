import { describe, expect, it } from 'vitest'
import { bugs } from './bugs'
import { FAKE, search, shrink } from './run'
import { stepsOf } from './steps'

const SEEDS = 5_000

describe('the simulator finds a device that', () => {
  it.each(Object.entries(bugs))('%s', { timeout: 60_000 }, async (name, sabotage) => {
    const found = await search(1, SEEDS, FAKE, sabotage)
    if (!found) throw new Error(`not found in ${SEEDS} seeds`)
    const shortest = await shrink(stepsOf(found.seed), found.seed, FAKE, sabotage, found.violation.invariant)
    process.stdout.write(`  ${name}: seed ${found.seed}, ${shortest.length} steps, ${found.violation.message}\n`)
    expect(shortest.length).toBeLessThanOrEqual(stepsOf(found.seed).length)
  })
})
