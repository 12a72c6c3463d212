import { describe, expect, it } from 'vitest'
import { checkCharacter } from '@/rules'
import type { BundlePerson } from '@/sync'
import { keysOf } from './peopleKeys'

const number = '22242619480312452' + checkCharacter('22242619480312452')
const fifteen = number.slice(0, 6) + number.slice(8, 17)
const person = (id: string, of: string, card: string) => ({ cardholder_id: id, number: of, initials: 'WYL', card: { number: card, box_position: '1-2-03' } }) as BundlePerson

describe('what people are looked for by', () => {
  it('finds the first of two whom a number or a card names', () => {
    const keys = keysOf([person('a', number, 'b1'), person('b', fifteen, 'B1'), person('c', '22242619480312101X', 'B2')])
    expect(keys.byNumber(number)?.cardholder_id).toBe('a')
    expect(keys.byNumber(` ${fifteen} `)?.cardholder_id).toBe('a')
    expect(keys.byCard(['B2', 'B1'])?.cardholder_id).toBe('a')
    expect([keys.byNumber('22242619480312101x')?.cardholder_id, keys.byNumber(''), keys.byCard([])]).toEqual(['c', null, null])
  })

  it('tells people of another century from those whose 15 digits would be the same', () => {
    const later = `${number.slice(0, 6)}20${number.slice(8, 17)}`
    expect(keysOf([person('a', later + checkCharacter(later), 'B1')]).byNumber(fifteen)).toBeNull()
  })

  it('finds whoever begins so, in their order, made ready before or not', () => {
    const people = [person('a', number, 'B1'), person('b', '22242619480312101X', 'B2')]
    for (const ready of [false, true]) {
      const keys = keysOf([...people])
      if (ready) keys.makeReady()
      expect(keys.beginning('initials', 'WY').map(({ cardholder_id: id }) => id)).toEqual(['a', 'b'])
      expect(keys.beginning('tail', '101').map(({ cardholder_id: id }) => id)).toEqual(['b'])
      expect([keys.beginning('tail', '9'), keys.beginning('box', '1-3'), keys.beginning('bareBox', '120').length]).toEqual([[], [], 2])
    }
  })

  it('is made once for a roster', () => {
    const people = [person('a', number, 'B1')]
    expect(keysOf(people)).toBe(keysOf(people))
    expect(keysOf([...people])).not.toBe(keysOf(people))
  })
})
