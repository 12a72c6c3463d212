// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { writePersonCode } from '@/session'
import type { BundlePerson } from '@/sync'
import { isReference, whoIs } from './whoIs'

const round = '01a21f0f-d2bc-74b6-9db9-b866cb7173c3'
const cardId = '01a21f0f-d332-76ba-9e60-55f7a424fc72'
const person = { cardholder_id: 'p', number: '222426194803124521', card: { id: cardId, number: 'B00007052' } } as BundlePerson

describe('whose card was read', () => {
  it('is told by the card, by the ID card and by the tablet’s code', () => {
    expect(whoIs([person], 'B00007052', round).person).toBe(person)
    expect(whoIs([person], '王玉兰,222426194803124521', round).person).toBe(person)
    expect(whoIs([person], writePersonCode({ roundId: round, cardId }), round).person).toBe(person)
  })

  it('is nobody of this round, and it says what it was', () => {
    expect(whoIs([person], 'B00009999', round)).toEqual({ person: null, what: 'card' })
    expect(whoIs([person], '222426195001010016', round)).toEqual({ person: null, what: 'number' })
    expect(whoIs([person], writePersonCode({ roundId: cardId, cardId }), round)).toEqual({ person: null, what: 'tablet' })
    expect(whoIs([person], writePersonCode({ roundId: round, cardId: round }), round)).toEqual({ person: null, what: 'tablet' })
  })
})

it('a terminal’s reference is neither a card of this round nor an ID card nor the tablet’s code', () => {
  expect(isReference([person], writePersonCode({ roundId: round, cardId }))).toBe(false)
  expect(isReference([person], 'TX084213')).toBe(true)
  expect(isReference([person], 'B00007052')).toBe(false)
  expect(isReference([person], '王玉兰,222426194803124521')).toBe(false)
})
