import { expect, it } from 'vitest'
import { checkCharacter } from '@/rules'
import { typedProblem } from './typedNumber'

const sound = (first17: string) => first17 + checkCharacter(first17)
const number = sound('22242619480312452')
const other = sound('22242619480312453')

it('a typed number is judged in the order in which it is mended', () => {
  expect(typedProblem(number.slice(0, 10), number)).toBe('short')
  expect(typedProblem(number.slice(0, 17) + (number.endsWith('0') ? '1' : '0'), number)).toBe('check_digit')
  expect(typedProblem('22242619481332452X', number)).toBe('birth_date')
  expect(typedProblem(other, number)).toBe('differs')
  expect(typedProblem(number, number)).toBeNull()
})

it('a number that nobody expects is whole with its eighteenth character, and sound by its check digit', () => {
  expect(typedProblem(number.slice(0, 15), null)).toBe('short')
  expect(typedProblem(number.slice(0, 17) + (number.endsWith('0') ? '1' : '0'), null)).toBe('check_digit')
  expect(typedProblem(other, null)).toBeNull()
})

it('a permanent resident’s old number has fifteen characters, letters among them', () => {
  expect(typedProblem('CAN110174122301', null)).toBeNull()
})
