import { describe, expect, test } from 'vitest'
import { placeAfterLogin, secondsIn, waysIn } from './login'

describe('after the log-in', () => {
  test('one is where one was', () => {
    expect(placeAfterLogin('/desk/rounds?state=planned', '/desk/overview')).toBe('/desk/rounds?state=planned')
  })

  test.each(['https://evil.example/', '//evil.example', '/login', undefined, ['/desk/rounds'], '/desk/../x:y'])('%s leads home', (asked) => {
    expect(placeAfterLogin(asked, '/desk/overview')).toBe('/desk/overview')
  })
})

test('the seconds to wait come from the refusal', () => {
  expect(secondsIn({ facts: { seconds: 32 } })).toBe(32)
  expect(secondsIn({ facts: {} })).toBe(0)
})

test('the ways of the second step come from the refusal that asks for it, and from no other', () => {
  expect(waysIn({ code: 'second_factor_needed', facts: { ways: ['recovery', 'totp', 'telepathy'] } })).toEqual(['totp', 'recovery'])
  expect(waysIn({ code: 'wrong_credentials', facts: { ways: ['totp'] } })).toEqual([])
  expect(waysIn({ code: 'second_factor_needed', facts: {} })).toEqual([])
})
