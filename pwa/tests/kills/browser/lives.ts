// The lives of one browser: what it does, and when it is killed, drawn from a seed.
import { Random } from '../../sim/random'

export interface Life {
  /** `start`: that many ms after it was started; `step`: that many ms after it was told its n-th step. */
  dies: { at: 'start'; ms: number } | { at: 'step'; number: number; ms: number }
  /** The county makes a backup before. */
  backup: boolean
  /** In which of its two places the kill falls into the middle of a write to the database's log. */
  tears: Place | null
  r: number
}

/** The browser's own place for a site's databases, or the bucket of the second copy. */
export type Place = 'first' | 'second'

export type Doing = { do: 'save'; card: number; files: number } | { do: 'draft' } | { do: 'pass' }

const CARDS = 60

export function livesOf(seed: number, count: number): Life[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => ({ dies: deathOf(random), backup: random.chance(0.3), tears: random.chance(0.15) ? random.pick<Place>(['first', 'second']) : null, r: random.seed() }))
}

function deathOf(random: Random): Life['dies'] {
  if (random.chance(0.1)) return { at: 'start', ms: 100 + random.below(1_200) }
  return { at: 'step', number: 1 + random.below(16), ms: random.pick([0, 0, 1 + random.below(5), random.below(40)]) }
}

/** What a life does, one after the other, until it is killed. */
export function* doingOf(life: Life): Generator<Doing> {
  const random = new Random(life.r)
  for (;;) {
    if (random.chance(0.2)) yield { do: 'draft' }
    else if (random.chance(0.25)) yield { do: 'pass' }
    else yield { do: 'save', card: random.below(CARDS), files: random.pick([0, 0, 1, 2]) }
  }
}

export function describeLife({ dies, backup, tears, r }: Life): string {
  const when = dies.at === 'start' ? `${dies.ms} ms after it was started` : `${dies.ms} ms into step ${dies.number}`
  return `killed ${when}${backup ? ', after a backup' : ''}${tears ? `, tearing its ${tears} log` : ''} (${r})`
}
