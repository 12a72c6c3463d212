// Whose card or ID card was read: somebody of this round, or nobody, and then what it was.
import { personByCode, personByNumber, readBurst, readPersonCode } from '@/session'
import type { BundlePerson } from '@/sync'

export type Read = { person: BundlePerson } | { person: null; what: 'card' | 'number' | 'tablet' }

export function whoIs(people: readonly BundlePerson[], text: string, roundId: string): Read {
  const shown = readPersonCode(text)
  if (shown) {
    const person = shown.roundId === roundId ? people.find(({ card }) => card.id === shown.cardId) : undefined
    return person ? { person } : { person: null, what: 'tablet' }
  }
  const read = readBurst(text)
  if (read.kind === 'code') {
    const person = personByCode(people, read.text)
    return person ? { person } : { person, what: 'card' }
  }
  const person = personByNumber(people, read.number)
  return person ? { person } : { person, what: 'number' }
}

/** Whether a code may be a terminal's reference: a card of this round, anybody's ID card and the tablet's code are none. */
export function isReference(people: readonly BundlePerson[], text: string): boolean {
  if (readPersonCode(text)) return false
  const read = readBurst(text)
  return read.kind === 'code' && personByCode(people, read.text) === null
}
