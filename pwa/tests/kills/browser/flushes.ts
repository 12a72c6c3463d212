// How often Chromium flushes its databases to the disk while records are saved: node flushes.js [records]. Prints a line of JSON.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Chromium } from './chromium'
import { WebCounty } from './county'
import type { Step } from './talk'

const records = Number(process.argv[2] ?? 20)
const folder = mkdtempSync(join(tmpdir(), 'songka-flushes-'))
const log = join(folder, 'strace.log')
const county = await WebCounty.open(readFileSync(new URL('page/page.js', import.meta.url), 'utf8'))
const strace = ['strace', '-f', '--seccomp-bpf', '-qq', '-y', '-ttt', '-o', log, '-e', 'trace=fsync,fdatasync']
const chromium = new Chromium(process.env['SONGKA_CHROMIUM'] ?? 'chromium', join(folder, 'profile'), strace)

const SAVE: Step = { do: 'save', card: 1, files: 0, early: false }
const PHASES: [string, Step][] = [
  ['saved', SAVE],
  ['read', { do: 'look' }],
  ['scribbled', { do: 'scribble' }],
]

try {
  chromium.start(county.address)
  await county.arrival()
  await county.tell({ do: 'set_up', receiptKey: county.receiptKey, escrow: county.escrow })
  // The first of each kind opens its database.
  for (const [, step] of PHASES) await county.tell(step)
  const spans = new Map<string, [number, number]>()
  for (const [name, step] of PHASES) {
    const from = Date.now()
    for (let done = 0; done < records; done += 1) await county.tell(step)
    spans.set(name, [from, Date.now()])
  }
  await chromium.kill()
  const flushed = readFileSync(log, 'utf8').split('\n').flatMap(timeOf)
  const counted = [...spans].map(([name, [from, to]]) => [name, flushed.filter((at) => at >= from && at <= to).length])
  process.stdout.write(`${JSON.stringify({ records, ...Object.fromEntries(counted) })}\n`)
} finally {
  await chromium.kill()
  county.close()
  rmSync(folder, { recursive: true, force: true })
}

/** When a line of strace flushed a database of the browser's, in milliseconds; nothing for another line. */
function timeOf(line: string): number[] {
  const [, at] = /^\d+ +(\d+\.\d+) f(?:data)?sync\(\d+<[^>]*indexeddb\.leveldb[^>]*>/.exec(line) ?? []
  return at === undefined ? [] : [Number(at) * 1000]
}
