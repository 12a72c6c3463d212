import { expect, it } from 'vitest'
import { report, search } from './run'

const SEEDS = 5_000

it(`keeps its promises in ${SEEDS} runs`, { timeout: 120_000 }, async () => {
  const started = performance.now()
  const found = await search(1, SEEDS)
  const perSecond = Math.round(SEEDS / ((performance.now() - started) / 1000))
  process.stdout.write(`simulator: ${perSecond} seeds/s\n`)
  expect(found && (await report(found.seed, found.violation))).toBeNull()
})
