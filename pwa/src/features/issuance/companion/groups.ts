// Where each person of the round stands at the bank's desk: everybody in exactly one group, so that the counts sum.
import { nothingBanked, type Banked, type BundlePerson } from '@/sync'

export type Group = 'check' | 'activate' | 'done' | 'refused'
export const groups: readonly Group[] = ['check', 'activate', 'done', 'refused']

/** What is to be done with a person next; for somebody whose proxy came nothing is activated (1.1.3.c). */
export function groupOf({ check, report }: Banked = nothingBanked): Group {
  if (report) return 'done'
  if (!check) return 'check'
  if (check.result === 'refused') return 'refused'
  return check.collectedBy === 'proxy' ? 'done' : 'activate'
}

export function countGroups(people: readonly BundlePerson[], banked: ReadonlyMap<string, Banked>): Record<Group, number> {
  const counts: Record<Group, number> = { check: 0, activate: 0, done: 0, refused: 0 }
  for (const { cardholder_id: id } of people) counts[groupOf(banked.get(id))] += 1
  return counts
}

/** Whose half of the check is here, refused or not. */
export function countChecked(people: readonly BundlePerson[], banked: ReadonlyMap<string, Banked>): number {
  return people.filter(({ cardholder_id: id }) => banked.get(id)?.check).length
}
