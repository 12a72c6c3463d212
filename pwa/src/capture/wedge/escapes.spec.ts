import { expect, test } from 'vitest'
import { decodeEscapes } from './escapes'

test.each([
  ['\\u738b\\u7389\\u5170', '王玉兰'],
  ['\\uD872\\uDC56', '\u{2c856}'],
  ['222426\\u5409', '222426吉'],
  ['\\u73', '\\u73'],
  ['C:\\users', 'C:\\users'],
] as const)('%s is %s', (typed, text) => {
  expect(decodeEscapes(typed)).toBe(text)
})
