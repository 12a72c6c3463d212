// A Chromium of our own with a profile that stays: started, and killed with every process it has.
import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-component-extensions-with-background-pages',
  '--disable-extensions',
  '--disable-sync',
  '--disable-breakpad',
  '--mute-audio',
  '--renderer-process-limit=1',
]

export class Chromium {
  private process: ChildProcess | null = null

  constructor(
    private readonly program: string,
    private readonly profile: string,
    /** A command that runs it, with its arguments: what it does is to be watched. */
    private readonly under: readonly string[] = [],
  ) {}

  start(address: string): void {
    // A group of its own: one signal reaches all of its processes, and nobody else's.
    const [command = '', ...rest] = [...this.under, this.program, ...FLAGS, `--user-data-dir=${this.profile}`, address]
    this.process = spawn(command, rest, { detached: true, stdio: 'ignore' })
  }

  /** kill -9 for all of its processes; resolves when none is left. */
  async kill(): Promise<void> {
    const group = this.process?.pid
    if (group === undefined) return
    this.process = null
    process.kill(-group, 'SIGKILL')
    while (isAlive(group)) await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function isAlive(group: number): boolean {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      // pid (name) state parent group …; a zombie is dead already.
      const [state, , of] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      return Number(of) === group && state !== 'Z'
    } catch {
      return false
    }
  })
}
