// What camera, scanner and ID reader bring in on any step: who it is, or why it is nobody of this round.
import { computed } from 'vue'
import type { CodeRead, IdRead } from '@/capture'
import { personByCode, personByNumber, useField, type Finding, type IdentityRead } from '@/session'
import type { BundlePerson } from '@/sync'

export type Found = { kind: 'person'; person: BundlePerson; finding: Finding } | { kind: 'not_here'; what: 'card' | 'number'; identity: IdentityRead | null }

export function useReading() {
  const field = useField()
  const people = computed(() => field.roster?.header.people ?? [])

  /** A code that the camera read, with the frame in which it did. */
  async function fromCamera(read: CodeRead): Promise<Found> {
    const person = personByCode(people.value, read.text)
    if (!person) return { kind: 'not_here', what: 'card', identity: null }
    const frame = new Uint8Array(await read.frame.blob.arrayBuffer())
    return { kind: 'person', person, finding: findingOf(person, { method: 'camera', symbology: read.symbology }, frame, null) }
  }

  /** A code that a scanner typed. */
  function fromCode(text: string): Found {
    const person = personByCode(people.value, text)
    return person ? { kind: 'person', person, finding: findingOf(person, { method: 'wedge' }, null, null) } : { kind: 'not_here', what: 'card', identity: null }
  }

  /** An ID card that a reader read. */
  function fromReader({ number, name, method }: IdRead): Found {
    const identity: IdentityRead = { method, number, name, at: new Date().toISOString() }
    const person = personByNumber(people.value, number)
    return person ? { kind: 'person', person, finding: findingOf(person, { method: 'list' }, null, identity) } : { kind: 'not_here', what: 'number', identity }
  }

  return { people, fromCamera, fromCode, fromReader }
}

function findingOf(person: BundlePerson, found: Finding['found'], frame: Uint8Array | null, identity: IdentityRead | null): Finding {
  return { cardholderId: person.cardholder_id, found, frame, identity }
}
