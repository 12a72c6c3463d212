import { expect, it } from 'vitest'
import { readPersonCode, writePersonCode } from './personCode'

const code = { roundId: '01a21f0f-d2bc-74b6-9db9-b866cb7173c3', cardId: '01a21f0f-d332-76ba-9e60-55f7a424fc72' }

it('is no other code: a card, an ID card, an enrolment, a longer or a broken one', () => {
  const whole = writePersonCode(code)
  const others = ['B00007052', '王玉兰,222426194803124521', 'SONGKA:P:', `${whole}:MORE`, whole.slice(0, -1), whole.replace('SONGKA:P', 'SONGKA:X')]
  expect(others.map(readPersonCode)).toEqual(others.map(() => null))
})

it('holds two ids and nothing else, and reads back as it was', () => {
  const text = writePersonCode(code)
  expect(text).toMatch(/^SONGKA:P:[0-9A-F:-]+$/)
  expect(readPersonCode(` ${text}\n`)).toEqual(code)
})
