import { expect, test } from 'vitest'
import { codeText } from './codeText'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

test('UTF-8 bytes are read as UTF-8, whatever the reader guessed', () => {
  expect(codeText(new TextEncoder().encode('延吉市 李四'), '譚主屁')).toBe('延吉市 李四')
})

test('GB18030 bytes without any mark give the Chinese name', () => {
  expect(codeText(bytes(0xc0, 0xee, 0xcb, 0xc4), 'Àî')).toBe('李四')
})

test('a rare character survives in GB18030', () => {
  expect(codeText(bytes(0x99, 0x33, 0xc3, 0x36), '')).toBe('𬱖')
})

test('digits are the same in both', () => {
  expect(codeText(bytes(0x35, 0x34, 0x38), '')).toBe('548')
})

test('bytes that are neither keep what the reader made of them', () => {
  expect(codeText(bytes(0x41, 0xff), 'A?')).toBe('A?')
})
