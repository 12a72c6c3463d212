// Runs of lives that end in a kill: shared out over some lanes; a failing run prints its seed and its shortest trace.
import { shortest } from '../sim/shortest'
import type { Violation } from '../sim/violation'

/** How a run ended; `atPlaces` of its kills fell at a named place, the others at any moment. */
export interface Ended {
  violation: Violation | null
  records: number
  atPlaces: number
}

export interface Game<Life> {
  name: 'browser' | 'server'
  /** Kills of one run, which begins with nothing. */
  livesOfARun: number
  lanes: number
  livesOf(seed: number, count: number): Life[]
  describe(life: Life): string
  run(lives: readonly Life[], seed: number): Promise<Ended>
}

/** Kill `kills` times from seed `first` on; true when every promise was kept. A failing run is made shorter for `shortenMs`. */
export async function kill<Life>(game: Game<Life>, kills: number, first: number, shortenMs: number): Promise<boolean> {
  const started = performance.now()
  const runs = Array.from({ length: Math.ceil(kills / game.livesOfARun) }, (_, place) => ({
    seed: first + place,
    count: Math.min(game.livesOfARun, kills - place * game.livesOfARun),
  }))
  const last = first + runs.length - 1
  const sums = { records: 0, atPlaces: 0 }
  const failed: { seed: number; count: number; violation: Violation }[] = []
  const lane = async () => {
    for (let run = runs.shift(); run && failed.length === 0; run = runs.shift()) {
      const told = await game.run(game.livesOf(run.seed, run.count), run.seed)
      sums.records += told.records
      sums.atPlaces += told.atPlaces
      if (told.violation) failed.push({ ...run, violation: told.violation })
    }
  }
  await Promise.all(Array.from({ length: game.lanes }, lane))
  const [found] = failed
  if (found) {
    process.stderr.write(`${await report(game, found, shortenMs)}\n`)
    return false
  }
  const seconds = (performance.now() - started) / 1000
  process.stdout.write(`${game.name}: ${kills} kills (${sums.atPlaces} at named places, seeds ${first}–${last}), ${sums.records} records, ${(seconds / kills).toFixed(2)} s a kill, 0 broken promises\n`)
  return true
}

async function report<Life>(game: Game<Life>, { seed, count, violation }: { seed: number; count: number; violation: Violation }, shortenMs: number): Promise<string> {
  // Where a kill falls is a matter of moments: each try may end otherwise.
  const until = performance.now() + shortenMs
  const trace = await shortest(game.livesOf(seed, count), async (fewer) => {
    if (performance.now() > until) return false
    return (await game.run(fewer, seed)).violation?.invariant === violation.invariant
  })
  return [`${game.name}: seed ${seed} (${count} kills) breaks ${violation.message}`, ...trace.map((life, place) => `${String(place + 1).padStart(3)}  ${game.describe(life)}`)].join('\n')
}
