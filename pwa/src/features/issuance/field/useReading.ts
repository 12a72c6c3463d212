// What camera and scanner bring in on any step: who it is, or why it is nobody of this round.
import { computed } from 'vue'
import type { CodeRead } from '@/capture'
import { personByCode, personByNumber, readBurst, useField, type Finding, type IdentityRead } from '@/session'
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

  /** What a scanner or an ID reader typed. */
  function fromBurst(text: string): Found {
    const read = readBurst(text)
    if (read.kind === 'code') {
      const person = personByCode(people.value, read.text)
      return person ? { kind: 'person', person, finding: findingOf(person, { method: 'wedge' }, null, null) } : { kind: 'not_here', what: 'card', identity: null }
    }
    const identity: IdentityRead = { method: 'wedge', number: read.number, name: read.name, at: new Date().toISOString() }
    const person = personByNumber(people.value, read.number)
    if (!person) return { kind: 'not_here', what: 'number', identity }
    return { kind: 'person', person, finding: findingOf(person, { method: 'list' }, null, identity) }
  }

  return { people, fromCamera, fromBurst }
}

function findingOf(person: BundlePerson, found: Finding['found'], frame: Uint8Array | null, identity: IdentityRead | null): Finding {
  return { cardholderId: person.cardholder_id, found, frame, identity }
}
