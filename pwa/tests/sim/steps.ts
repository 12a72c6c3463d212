// What can happen in a run, one step after the other. Each step draws from its own seed: any may be left out of a trace.
import { Random } from './random'

export interface Crash {
  /** At which of its points (a transaction, a request, a signature) the tab dies. */
  at: number
  /** The power goes with it. */
  power: boolean
}

export interface Save {
  do: 'save'
  device: number
  files: number
  card: number
  /** `rules`: the server will park it; `sealed`: the server cannot even open it. */
  poison: 'rules' | 'sealed' | null
  crash: Crash | null
  r: number
}

export interface Pass {
  do: 'pass'
  device: number
  /** Share of requests that go wrong. */
  rough: number
  crash: Crash | null
  r: number
}

export type Step =
  | Save
  | Pass
  | { do: 'together'; ops: (Save | Pass)[]; r: number }
  | { do: 'power'; device: number }
  | { do: 'empty'; device: number; what: 'storage' | 'mark' | 'both' }
  | { do: 'damage'; device: number; r: number }
  | { do: 'full'; device: number; after: number }
  | { do: 'broken'; device: number; times: number; committed: boolean }
  | { do: 'clock'; device: number; hours: number }
  | { do: 'time'; hours: number }
  | { do: 'backup'; verified: boolean }
  | { do: 'restore'; r: number }
  | { do: 'close'; round: number }
  | { do: 'revoke'; device: number }
  | { do: 'deliver'; r: number }

export const DEVICES = 2
export const ROUNDS = 3
const CARDS = 12

/** The steps of one run. */
export function stepsOf(seed: number): Step[] {
  const random = new Random(seed)
  // Runs differ in what they are made of: some are calm and long, some are nothing but trouble.
  const rough = random.pick([0, 0.1, 0.3, 0.6])
  const crashes = random.pick([0, 0.1, 0.3])
  const trouble = random.pick([0.1, 0.25, 0.45])
  return Array.from({ length: 12 + random.below(36) }, () => step(random, rough, crashes, trouble))
}

function step(random: Random, rough: number, crashes: number, trouble: number): Step {
  if (random.chance(trouble)) return troubleOf(random)
  if (random.chance(0.12)) {
    const device = random.below(DEVICES)
    const ops = Array.from({ length: 2 + random.below(2) }, () => ({ ...opOf(random, rough, crashes), device: random.chance(0.8) ? device : random.below(DEVICES) }))
    return { do: 'together', ops, r: random.seed() }
  }
  return opOf(random, rough, crashes)
}

function opOf(random: Random, rough: number, crashes: number): Save | Pass {
  const device = random.below(DEVICES)
  const crash = random.chance(crashes) ? { at: 1 + random.below(random.pick([8, 40])), power: random.chance(0.4) } : null
  const r = random.seed()
  if (random.chance(0.4)) return { do: 'pass', device, rough, crash, r }
  const poison = random.chance(0.1) ? random.pick(['rules', 'sealed'] as const) : null
  return { do: 'save', device, files: random.pick([0, 0, 1, 2]), card: random.below(CARDS), poison, crash, r }
}

function troubleOf(random: Random): Step {
  const device = random.below(DEVICES)
  switch (random.below(17)) {
    case 0:
      return { do: 'power', device }
    case 1:
      return { do: 'empty', device, what: random.pick(['storage', 'storage', 'mark', 'both'] as const) }
    case 2:
      return { do: 'damage', device, r: random.seed() }
    case 3:
      return { do: 'full', device, after: random.below(5) }
    case 4:
      return { do: 'broken', device, times: 1 + random.below(5), committed: random.chance(0.4) }
    case 5:
      return { do: 'clock', device, hours: random.pick([-9600, -48, -1, 1, 48, 9600]) }
    case 6:
    case 7:
      return { do: 'close', round: random.below(ROUNDS) }
    case 8:
      return { do: 'revoke', device }
    case 9:
    case 10:
      return { do: 'restore', r: random.seed() }
    case 11:
    case 12:
      return { do: 'backup', verified: random.chance(0.7) }
    case 13:
      return { do: 'deliver', r: random.seed() }
    default:
      return { do: 'time', hours: random.pick([1, 12, 40]) }
  }
}

/** One line a step, as a failing run prints it. */
export function describeStep(step: Step): string {
  const { do: what, ...rest } = step
  return `${what} ${JSON.stringify(rest)}`
}
