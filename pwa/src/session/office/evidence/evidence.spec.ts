import { expect, test } from 'vitest'
import { isWritten, maskedNumber, readingOf, signedOf } from './evidence'

test('codes are read as texts or as objects with a text', () => {
  expect(readingOf({ reading: { expected: 'B00000019', codes: [{ text: 'B00000019', symbology: 'CODE128' }, 'X'] } })).toEqual({ expected: 'B00000019', read: ['B00000019', 'X'] })
  expect(readingOf({ reading: {} })).toEqual({ expected: null, read: [] })
})

test('a number shows its ends only', () => {
  expect(maskedNumber('B00009001')).toBe('B0•••9001')
})

test('strokes come out of a signature, whatever pressure its points carry', () => {
  expect(signedOf('{"box":[4000,1600],"strokes":[[[1,2,0,500],[3,4,9]]]}')).toEqual({ box: [4000, 1600], strokes: [[[1, 2, 0], [3, 4, 9]]] })
  expect(signedOf('<html>')).toBeNull()
  expect(signedOf('{"strokes":[["x"]]}')).toEqual({ box: null, strokes: [] })
})

test('a fingerprint is a picture, a witness writes', () => {
  expect(isWritten({ kind: 'witness_signature' })).toBe(true)
  expect(isWritten({ kind: 'fingerprint' })).toBe(false)
})
