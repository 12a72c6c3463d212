// The long run of the simulator: node chaos.js [seeds] [first seed]. Prints one line for docs/operations/chaos.md.
import { report, search } from './run'

const count = Number(process.argv[2] ?? 100_000)
const first = Number(process.argv[3] ?? 1)
const started = performance.now()
const found = await search(first, count)
if (found) {
  process.stderr.write(`${await report(found.seed, found.violation)}\n`)
  process.exit(1)
}
const seconds = (performance.now() - started) / 1000
process.stdout.write(`simulator: seeds ${first}–${first + count - 1}, ${Math.round(count / seconds)} seeds/s, 0 broken promises\n`)
