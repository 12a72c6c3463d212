// What was decided at the desk of records that were parked (4.1.1.b), kept with their rounds.
import type { RoundRow, RoundTold } from '@/store'

/** A parked record and its round. */
export interface Parked {
  id: string
  round: string
}

/** What two people decided of a record; of two hand-overs of one card, which one stands. */
export interface Settled {
  event_id: string
  decision: string
}

/** The decision by record, over all rounds of this device. */
export function settledRecords(rounds: readonly Pick<RoundRow, 'told'>[]): ReadonlyMap<string, string> {
  return new Map(rounds.flatMap(({ told }) => Object.entries(told?.settled ?? {})))
}

/** Parked records that nobody has decided of yet: a decision of a record that is parked no longer stands for no other. */
export function stillWaiting(parked: readonly Parked[], decided: ReadonlyMap<string, string>): Parked[] {
  return parked.filter(({ id }) => !decided.has(id))
}

/** What to keep with each round that has parked records: one whose settlement was taken back is not among them. */
export function settledByRound(parked: readonly Parked[], answered: readonly Settled[]): Map<string, Required<Pick<RoundTold, 'settled'>>> {
  const decisions = new Map(answered.map(({ event_id: id, decision }) => [id, decision]))
  const found = new Map<string, Required<Pick<RoundTold, 'settled'>>>()
  for (const { id, round } of parked) {
    const before = found.get(round)?.settled ?? {}
    const decision = decisions.get(id)
    found.set(round, { settled: decision === undefined ? before : { ...before, [id]: decision } })
  }
  return found
}
