import { describe, expect, it } from 'vitest'
import type { BundlePerson } from '@/sync'
import { isReference, whoIs } from './whoIs'

const person = { cardholder_id: 'p', number: '222426194803124521', card: { number: 'B00007052' } } as BundlePerson

describe('whose card was read', () => {
  it('is told by the card and by the ID card', () => {
    expect(whoIs([person], 'B00007052').person).toBe(person)
    expect(whoIs([person], '王玉兰,222426194803124521').person).toBe(person)
  })

  it('is nobody of this round, and it says what it was', () => {
    expect(whoIs([person], 'B00009999')).toEqual({ person: null, what: 'card' })
    expect(whoIs([person], '222426195001010016')).toEqual({ person: null, what: 'number' })
  })
})

it('a terminal’s reference is neither a card of this round nor an ID card', () => {
  expect(isReference([person], 'TX084213')).toBe(true)
  expect(isReference([person], 'B00007052')).toBe(false)
  expect(isReference([person], '王玉兰,222426194803124521')).toBe(false)
})
