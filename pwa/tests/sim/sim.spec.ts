import { expect, it } from 'vitest'
import { fakeCryptography } from './crypto'
import type { Level } from './device'
import { DexieDisk } from './dexieDisk'
import { realCryptography } from './realCrypto'
import { FAKE, report, search } from './run'
import { memoryLevel } from './world'

async function keeps(what: string, count: number, level: Level, first = 1): Promise<void> {
  const started = performance.now()
  const found = await search(first, count, level)
  const seconds = (performance.now() - started) / 1000
  process.stdout.write(`  simulator, ${what}: ${count} seeds, ${(count / seconds).toFixed(1)} seeds/s\n`)
  expect(found && (await report(found.seed, found.violation, level))).toBeNull()
}

// One core checker for all: what differs is what the core stands on.
it('keeps its promises in 5,000 runs', { timeout: 300_000 }, () => keeps('fake cryptography', 5_000, FAKE))

it('keeps them with the real signatures and seals', { timeout: 300_000 }, async () => {
  await keeps('real cryptography', 100, memoryLevel(await realCryptography(['device-0', 'device-1'])), 100_001)
})

it('keeps them on IndexedDB', { timeout: 300_000 }, () => keeps('IndexedDB', 25, { cryptography: fakeCryptography, diskOf: () => new DexieDisk() }, 200_001))
