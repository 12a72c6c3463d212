import { expect, test } from 'vitest'
import { createDarkWatch, meanLuma } from './light'

test('brightness runs from black to white', () => {
  expect(meanLuma(Uint8ClampedArray.of(0, 0, 0, 255))).toBe(0)
  expect(meanLuma(Uint8ClampedArray.of(255, 255, 255, 255, 0, 0, 0, 255))).toBeCloseTo(127.5)
  expect(meanLuma(new Uint8ClampedArray(0))).toBe(0)
})

test('darkness is told once on the way down', () => {
  const becomesDark = createDarkWatch()

  expect([120, 40, 30, 50, 40].map(becomesDark)).toEqual([false, true, false, false, false])
})

test('after real light it is told again', () => {
  const becomesDark = createDarkWatch()
  becomesDark(40)

  expect([70, 40].map(becomesDark)).toEqual([false, true])
})
