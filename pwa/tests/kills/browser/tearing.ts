// A log of LevelDB as a kill leaves it that falls into the middle of a write.
import { appendFileSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from './lives'

const FOLDERS: Record<Place, string> = { first: 'Default/IndexedDB/*/*.log', second: 'Default/WebStorage/*/IndexedDB/*/*.log' }
/** A record lies within a block, behind a head of checksum (4), length (2, little-endian) and type (1, "whole"). */
const BLOCK = 32_768
const HEAD = 7

/**
 * Append the beginning of a record that never came to its end. Nothing that was committed is touched: Chromium reads past it at
 * the next start, goes on writing behind it, and at the start after that takes the log for corrupt and empties the site.
 */
export function tear(profile: string, place: Place): void {
  for (const log of globSync(join(profile, FOLDERS[place]))) {
    const left = BLOCK - (statSync(log).size % BLOCK) - HEAD
    if (left < 2) continue
    const length = Math.min(left, 20_000)
    const head = Buffer.alloc(HEAD, 1)
    head.writeUInt16LE(length, 4)
    appendFileSync(log, Buffer.concat([head, Buffer.alloc(length >> 1, 7)]))
  }
}
