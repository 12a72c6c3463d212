import { expect, test } from 'vitest'
import { createAgreement } from './agreement'
import type { LineSighting } from './types'

const A: LineSighting = { kind: 'number', number: 'A', certainty: 1, tookMs: 1 }
const B: LineSighting = { ...A, number: 'B' }
const nothing: LineSighting = { kind: 'nothing', tookMs: 1 }
const unsound: LineSighting = { kind: 'unsound', tookMs: 1 }

/** What is told after each of these sightings, 100 ms apart. */
function told(...sightings: LineSighting[]): (string | null)[] {
  const agreement = createAgreement()
  return sightings.map((sighting, at) => agreement.hear(sighting, at * 100))
}

test('one reading is never enough', () => expect(told(A, nothing, nothing)).toEqual([null, null, null]))
test('the same number twice in a row is taken', () => expect(told(A, A)).toEqual([null, 'A']))
test('a frame in which nothing is read is no reading', () => expect(told(A, nothing, A)).toEqual([null, null, 'A']))
test('another number in between begins anew', () => expect(told(A, B, A, A)).toEqual([null, null, null, 'A']))
test('a line that cannot be right begins anew', () => expect(told(A, unsound, A, A)).toEqual([null, null, null, 'A']))

test('readings that lie far apart are of two cards', () => {
  const agreement = createAgreement()
  expect(agreement.hear(A, 0)).toBeNull()
  expect(agreement.hear(A, 1_501)).toBeNull()
  expect(agreement.hear(A, 1_600)).toBe('A')
})

test('nothing is remembered of the card before', () => {
  const agreement = createAgreement()
  agreement.hear(A, 0)
  agreement.forget()
  expect(agreement.hear(A, 100)).toBeNull()
})
