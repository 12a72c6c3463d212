// The lives of one server: how each begins and when it is killed, drawn from a seed.
import { Random } from '../../sim/random'

export interface Life {
  /** A place of the server at whose n-th passage it dies by itself (`after_commit:3`), or null. */
  fail: string | null
  /** Milliseconds after which it is killed, wherever it then is. */
  ms: number
  /** What the tablets do meanwhile. */
  r: number
}

/** `blob_stored` lies between the bytes of a record's evidence and its row. */
const PLACES = ['before_commit', 'before_commit', 'after_commit', 'after_commit', 'part_written', 'blob_stored'] as const
/** Where a place is not passed for so long, it is killed all the same. */
const MOST_MS = 5_000

export function livesOf(seed: number, count: number): Life[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => {
    const r = random.seed()
    if (random.chance(0.5)) return { fail: null, ms: 5 + random.below(240), r }
    return { fail: `${random.pick(PLACES)}:${1 + random.below(3)}`, ms: MOST_MS, r }
  })
}

export function describeLife({ fail, ms, r }: Life): string {
  return fail ? `dies at ${fail} (tablets ${r})` : `killed after ${ms} ms (tablets ${r})`
}
