// One device of the day, driven line by line: JSON commands in, JSON answers out. It uses the stores that the screens use.
import './surroundings'
import { createInterface } from 'node:readline'
import { createPinia, setActivePinia } from 'pinia'
import { commands } from './commands'

setActivePinia(createPinia())

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line) as { command: string }
  try {
    const found = commands[command]
    if (!found) throw new Error(`no command ${command}`)
    process.stdout.write(`${JSON.stringify({ ok: (await found(given as never)) ?? null })}\n`)
  } catch (problem) {
    process.stdout.write(`${JSON.stringify({ failed: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem) })}\n`)
  }
}
process.exit(0)
