// Checks which part of the PWA imports which, and refuses to believe a result that has not seen every
// file: with a compiler it does not know, dependency-cruiser skips all .ts files without a word.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const tool = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'
const run = spawnSync(process.execPath, [tool, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'], {
  encoding: 'utf8',
  maxBuffer: 256 * 1024 * 1024,
})
if (!run.stdout.startsWith('{')) {
  console.error(run.stderr || run.stdout)
  process.exit(2)
}
const { modules, summary } = JSON.parse(run.stdout)

const written = readdirSync('src', { recursive: true })
  .map((path) => join('src', path))
  .filter((path) => /\.(ts|vue)$/.test(path) && !path.endsWith('.d.ts'))
const seen = new Set(modules.map((module) => module.source))
const unseen = written.filter((path) => !seen.has(path))
const edges = modules.reduce((sum, module) => sum + module.dependencies.length, 0)

for (const { rule, from, to } of summary.violations) console.error(`${rule.severity}: ${rule.name}: ${from} → ${to}`)
for (const path of unseen) console.error(`error: not seen: ${path}`)
// Every file imports something on average; far fewer means that imports were not understood.
const blind = edges < written.length
if (blind) console.error(`error: only ${edges} imports found in ${written.length} files`)
console.log(`${seen.size} modules, ${edges} imports, ${summary.violations.length} violations`)
process.exit(summary.violations.length || unseen.length || blind ? 1 : 0)
