// How card, roster and the applicant's own document compare.
import { compareNames, samePersonNumber } from '@/rules'
import { ageOn } from '@/session'
import type { BundlePerson } from '@/sync'
import type { ServeDraft } from './draft'

export interface Compared {
  number: 'match' | 'differs' | 'not_read'
  name: 'match' | 'variant' | 'differs' | 'not_read'
}

/** Whether a barcode of this very card was read. */
export function cardWasRead(draft: Pick<ServeDraft, 'found'>): boolean {
  return draft.found.method === 'camera' || draft.found.method === 'wedge'
}

/** How the document and the roster compare: number and name each for itself. */
export function compareIdentity(draft: Pick<ServeDraft, 'identity'>, person: BundlePerson): Compared {
  const { identity } = draft
  if (!identity) return { number: 'not_read', name: 'not_read' }
  const number = samePersonNumber(identity.number, person.number) ? 'match' : 'differs'
  return { number, name: identity.name ? compareNames(identity.name, person.name) : 'not_read' }
}

/** A chip vouches for the card itself; a number that was typed or seen by the camera needs an eye on the original. */
export function readByChip(draft: Pick<ServeDraft, 'identity'>): boolean {
  return draft.identity?.method === 'wedge' || draft.identity?.method === 'reader'
}

/** The document is ticked by the reader itself, or by a person's eye. */
export function idCardIsChecked(draft: ServeDraft): boolean {
  return draft.identity !== null && (readByChip(draft) || draft.ticks.idCard)
}

/** Whether the person is younger than so many years; no without a birth date. */
export function isYounger(person: BundlePerson, years: number, today: Date): boolean {
  const age = ageOn(person.birth_date, today)
  return age !== null && age < years
}
