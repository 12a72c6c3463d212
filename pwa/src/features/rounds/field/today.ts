// What became of the round so far: every person in exactly one group, so that all counts sum.
import type { BundlePerson, Outcome } from '@/sync'

export type Group = 'left' | 'done' | 'wrong' | 'other'
/** What the list can show: a group, all, or a narrower question whose answer is a list. */
export type Show = Group | 'all' | 'temporary' | 'home_visit'

export const shows: readonly Show[] = ['left', 'done', 'wrong', 'other', 'all', 'temporary', 'home_visit']

export function groupOf(outcome: Outcome | undefined): Group {
  if (!outcome) return 'left'
  if (outcome.kind === 'handed_over') return 'done'
  return outcome.kind === 'wrong_face' ? 'wrong' : 'other'
}

export interface Counts {
  all: number
  left: number
  done: number
  wrong: number
  other: number
  /** Cards still in the box: not handed over and not set aside as wrong. */
  rest: number
  /** On the list of temporary cards, and their card not handed over yet. */
  temporary: number
  home_visit: number
}

export function countGroups(people: readonly BundlePerson[], served: ReadonlyMap<string, Outcome>): Counts {
  const counts: Counts = { all: people.length, left: 0, done: 0, wrong: 0, other: 0, rest: 0, temporary: 0, home_visit: 0 }
  for (const person of people) {
    const outcome = served.get(person.cardholder_id)
    counts[groupOf(outcome)] += 1
    if (isShown('temporary', person, outcome)) counts.temporary += 1
    if (isShown('home_visit', person, outcome)) counts.home_visit += 1
  }
  counts.rest = counts.left + counts.other
  return counts
}

/** Whether a person belongs to what the list shows. */
export function isShown(show: Show, person: BundlePerson, outcome: Outcome | undefined): boolean {
  if (show === 'all') return true
  if (show === 'temporary') return person.temporary_card !== null && groupOf(outcome) !== 'done'
  if (show === 'home_visit') return outcome?.kind === 'not_served' && outcome.detail === 'home_visit'
  return groupOf(outcome) === show
}

/** Cards handed over within the hour before `now`; null before the first. */
export function inTheLastHour(served: ReadonlyMap<string, Outcome>, now: Date): number | null {
  const since = new Date(now.getTime() - 3_600_000).toISOString()
  const handed = [...served.values()].filter(({ kind }) => kind === 'handed_over')
  return handed.length === 0 ? null : handed.filter(({ at }) => at >= since).length
}
