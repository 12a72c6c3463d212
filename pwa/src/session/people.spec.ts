import { describe, expect, it } from 'vitest'
import { checkCharacter } from '@/rules'
import type { BundlePerson } from '@/sync'
import { ageOn, candidates, maskCard, maskNumber, maskPhone, onlyPerson, personByCode, personByNumber, readBurst } from './people'

const number = '22242619480312452' + checkCharacter('22242619480312452')
const person = (id: string, tail: string, initials: string, box: string, card: string) =>
  ({ cardholder_id: id, number: `22242619480312${tail}`, initials, card: { box_position: box, number: card } }) as BundlePerson
const people = [person('a', '4521', 'WYL', '1-2-3-04', 'B00007052'), person('b', '4507', 'JYZ', '1-2-5-11', 'B00007053'), person('c', '1180', 'SCH', '1-1-2-09', 'B00007054')]

describe('a burst of keys', () => {
  it.each([
    [number, null],
    [`王玉兰,${number}`, '王玉兰'],
    [`${number}，王玉兰`, '王玉兰'],
    [`姓名：王玉兰；性别：女；民族：汉族；号码：${number}`, '王玉兰'],
    [`阿卜杜热合曼·麦麦提敏|${number}|男`, '阿卜杜热合曼·麦麦提敏'],
    [`王玉兰\t${number}`, '王玉兰'],
  ])('of an ID reader gives number and name: %s', (text, name) => {
    expect(readBurst(text)).toEqual({ kind: 'identity', number, name })
  })

  it('of a card scanner is a code, however many digits it has', () => {
    expect(readBurst('B00007052')).toEqual({ kind: 'code', text: 'B00007052' })
    expect(readBurst('548426015')).toEqual({ kind: 'code', text: '548426015' })
  })
})

describe('finding', () => {
  it('reads a card number out of a longer code, and never a part of a number', () => {
    expect(personByCode(people, '222426|b00007053|x')?.cardholder_id).toBe('b')
    expect(personByCode(people, 'B0000705')).toBeNull()
    expect(personByCode(people, 'B000070530')).toBeNull()
  })

  it('knows a person by a 15-digit number of an old ID', () => {
    const old = { ...people[0], number } as BundlePerson
    expect(personByNumber([old], number.slice(0, 6) + number.slice(8, 17))?.cardholder_id).toBe('a')
  })

  it('narrows from the second key on, in each of its ways', () => {
    expect(candidates(people, 'id_tail', '4')).toEqual([])
    expect(candidates(people, 'id_tail', '45').map((one) => one.cardholder_id)).toEqual(['a', 'b'])
    expect(candidates(people, 'pinyin', 'jy').map((one) => one.cardholder_id)).toEqual(['b'])
    expect(candidates(people, 'box_position', '12').map((one) => one.cardholder_id)).toEqual(['a', 'b'])
    expect(candidates(people, 'box_position', '1-2-5').map((one) => one.cardholder_id)).toEqual(['b'])
  })

  it('opens a person by itself only when all is typed and nobody else fits', () => {
    expect(onlyPerson(people, 'id_tail', '452')).toBeNull()
    expect(onlyPerson(people, 'id_tail', '4521')?.cardholder_id).toBe('a')
    expect(onlyPerson([...people, person('d', '4521', 'JYZ', '1-2-5-110', 'B1')], 'id_tail', '4521')).toBeNull()
    expect(onlyPerson(people, 'pinyin', 'sc')).toBeNull()
    expect(onlyPerson(people, 'pinyin', 'sch')?.cardholder_id).toBe('c')
    expect(onlyPerson(people, 'box_position', '1-2-3-0')).toBeNull()
    expect(onlyPerson(people, 'box_position', '1-2-3-04')?.cardholder_id).toBe('a')
    expect(onlyPerson(people, 'box_position', '12511')?.cardholder_id).toBe('b')
    expect(onlyPerson([...people, person('d', '9999', 'X', '1-2-5-110', 'B1')], 'box_position', '1-2-5-11')).toBeNull()
  })
})

it('what others may see is masked', () => {
  expect(maskNumber(number)).toBe(`222426 •••• ${number.slice(-4)}`)
  expect(maskCard('B00007052')).toBe('B0•••7052')
  expect([maskPhone('13912346120'), maskPhone(null)]).toEqual(['139••••6120', null])
})

it('ages count whole years on the day', () => {
  expect(ageOn('1948-11-24', new Date(2026, 10, 24))).toBe(78)
  expect(ageOn('1948-11-25', new Date(2026, 10, 24))).toBe(77)
  expect(ageOn(null, new Date())).toBeNull()
})
