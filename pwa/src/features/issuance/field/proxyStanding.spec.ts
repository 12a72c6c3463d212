import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Outcome } from '@/sync'
import { proxyHash, standingOf } from './proxyStanding'

const sha256 = (bytes: Uint8Array) => Promise.resolve(createHash('sha256').update(bytes).digest('hex'))
const number = '222426197506210921'
const known = { salt: 's', blocked: [{ hash: 'cadre', kind: 'village_cadre' as const }], served: [{ hash: 'busy', count: 2 }] }
const collected = (household: string | null, by = number) => ({ collected: { proxy: { name: '王丽', number: by, household } } }) as Outcome
const family = { cardholderId: 'p', household: '' }

it('a number is hashed as the server hashes it: salt, then the number in one spelling', async () => {
  expect(await proxyHash('s', ' 22242619750621092x ', sha256)).toBe(createHash('sha256').update('s22242619750621092X').digest('hex'))
})

it('the block list and the county’s count are found by the hash alone', () => {
  expect(standingOf(number, 'cadre', known, new Map(), family)).toEqual({ blocked: 'village_cadre', served: 0 })
  expect(standingOf(number, 'busy', known, new Map(), family)).toEqual({ blocked: null, served: 2 })
  expect(standingOf(number, 'nobody', known, new Map(), family)).toEqual({ blocked: null, served: 0 })
  expect(standingOf(number, null, null, new Map(), family)).toEqual({ blocked: null, served: 0 })
})

it('this tablet’s own hand-overs count on, one household once and the present one not at all', () => {
  const outcomes = new Map([
    ['a', collected(null)],
    ['b', collected('0617')],
    ['c', collected(' 0617 ')],
    ['d', collected(null, '110101199001010015')],
    ['p', collected(null)],
  ])
  expect(standingOf(number, 'busy', known, outcomes, family).served).toBe(4)
  expect(standingOf(number, 'busy', known, outcomes, { cardholderId: 'p', household: '0617' }).served).toBe(4)
  expect(standingOf(number, 'busy', known, outcomes, { cardholderId: 'x', household: '0617' }).served).toBe(4)
})
