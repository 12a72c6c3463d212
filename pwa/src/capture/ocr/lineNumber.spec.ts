import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkCharacter } from '@/rules/identityNumbers'
import { collapse, signsOf, type Glyph, type Sign } from './ctc'
import { leastCertainty, numberIn } from './lineNumber'

const withCheck = (first17: string): string => first17 + checkCharacter(first17)
const sound = withCheck('22242619480312452')
const glyphs = (text: string, certainty = 0.99): Glyph[] => [...text].map((character) => ({ sign: /[0-9X]/.test(character) ? (character as Sign) : character === ' ' ? 'space' : 'other', certainty }))

describe('the number of a line', () => {
  test.each([sound, `号码${sound}`, `222426 19480312 ${sound.slice(14)}`, `${sound}。`])('is found in %s', (line) => {
    expect(numberIn(glyphs(line))).toEqual({ kind: 'number', number: sound, certainty: 0.99 })
  })

  test.each([
    ['a wrong check character', sound.slice(0, 17) + (sound[17] === '0' ? '1' : '0')],
    ['a day that no month has', '22242619480230452X'],
    ['a province that does not exist', withCheck(`00${sound.slice(2, 17)}`)],
  ])('with %s is unsound', (_why, line) => {
    expect(numberIn(glyphs(line)).kind).toBe('unsound')
  })

  test.each([
    ['a character too few', sound.slice(1)],
    ['a character too many', `1${sound}`],
    ['a character that is no digit', `${sound.slice(0, 9)}日${sound.slice(10)}`],
  ])('with %s is none', (_why, line) => {
    expect(numberIn(glyphs(line)).kind).toBe('nothing')
  })

  test('of which one character is uncertain is none', () => {
    const line = glyphs(sound)
    line[7] = { sign: line[7]?.sign ?? 'other', certainty: leastCertainty - 0.01 }
    expect(numberIn(line).kind).toBe('nothing')
  })

  test('with one digit misread is never taken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (place, more) => {
        const digit = String((Number(sound.charAt(place)) + more) % 10)
        const misread = sound.slice(0, place) + digit + sound.slice(place + 1)
        return numberIn(glyphs(misread)).kind !== 'number'
      }),
    )
  })

  test('with two neighbours exchanged is never taken', () => {
    for (let place = 0; place < 17; place++) {
      const exchanged = sound.slice(0, place) + sound.charAt(place + 1) + sound.charAt(place) + sound.slice(place + 2)
      if (exchanged !== sound) expect(numberIn(glyphs(exchanged)).kind).not.toBe('number')
    }
  })
})

describe('the steps of the model', () => {
  const characters = ['', '日', '0', '1', 'x', 'O', ' ']
  const signs = signsOf(characters)
  /** Each step as the class that wins, and by how much. */
  function read(...winners: [number, number][]): Glyph[] {
    const values = new Float32Array(winners.length * characters.length)
    winners.forEach(([winner, certainty], step) => (values[step * characters.length + winner] = certainty))
    return collapse({ values, steps: winners.length, classes: characters.length }, signs)
  }

  test('collapse where a character lasts, and not where a blank parts two of them', () => {
    expect(read([2, 0.6], [2, 0.9], [0, 1], [2, 0.8], [3, 0.7]).map(({ sign, certainty }) => [sign, Math.round(certainty * 10)])).toEqual([
      ['0', 9],
      ['0', 8],
      ['1', 7],
    ])
  })

  test('know a small x, and never take a letter for the digit it looks like', () => {
    expect(read([4, 1], [5, 1], [6, 1]).map(({ sign }) => sign)).toEqual(['X', 'other', 'space'])
  })
})
