// Whose card or ID card was read: somebody of this round, or nobody, and then what it was.
import { personByCode, personByNumber, readBurst } from '@/session'
import type { BundlePerson } from '@/sync'

export type Read = { person: BundlePerson } | { person: null; what: 'card' | 'number' }

export function whoIs(people: readonly BundlePerson[], text: string): Read {
  const read = readBurst(text)
  if (read.kind === 'code') {
    const person = personByCode(people, read.text)
    return person ? { person } : { person, what: 'card' }
  }
  const person = personByNumber(people, read.number)
  return person ? { person } : { person, what: 'number' }
}

/** Whether a code may be a terminal's reference: neither a card of this round nor anybody's ID card is one. */
export function isReference(people: readonly BundlePerson[], text: string): boolean {
  const read = readBurst(text)
  return read.kind === 'code' && personByCode(people, read.text) === null
}
