import { expect, it } from 'vitest'
import { readCode } from './checkCode'

it('reads a code however it is typed: case, spaces, letters that look like digits', () => {
  expect(readCode(' 7k2-m9q ')).toBe('7K2M9Q')
  expect(readCode('o1lIU')).toBe('0111V')
  expect(readCode('7K2M9QXX')).toBe('7K2M9Q')
})
