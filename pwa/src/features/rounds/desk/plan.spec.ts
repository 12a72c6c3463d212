// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import { lacksOf, taken, type Candidate } from './plan'

const whole = { village: { code: '222426100201' }, bank: '99001', day: '2026-11-25', place: '龙泉村委会', specialist: 's', manager: 'm' }
const candidate = (id: string): Candidate => ({ card_id: id, ordinal: 1, box_position: '1-1-1-1', number_masked: '', name: '', social_security_number_masked: '', custody_state: 'in_vault', portrait: false })

describe('a plan', () => {
  test('is whole with a village, a bank, a day, a place, two people and cards', () => {
    expect(lacksOf(whole, 280)).toEqual([])
  })

  test('names what is missing in the order of the form', () => {
    expect(lacksOf({ ...whole, village: null, place: ' ', manager: null }, 0)).toEqual(['village', 'place', 'manager'])
  })

  test('says that no cards lie ready only when it is clear whose', () => {
    expect(lacksOf(whole, 0)).toEqual(['cards'])
    expect(lacksOf({ ...whole, bank: null }, 0)).toEqual(['bank'])
  })

  test('takes every card but those left out', () => {
    expect(taken([candidate('a'), candidate('b')], new Set(['a'])).map(({ card_id }) => card_id)).toEqual(['b'])
  })
})
