import { expect, test } from 'vitest'
import { createWindow } from './figures'

test('there is no median before the first value', () => {
  expect(createWindow(3).median()).toBeNull()
})

test('the median of an even count lies between the middle two', () => {
  const window = createWindow(4)
  for (const value of [40, 10, 30, 20]) window.add(value)

  expect(window.median()).toBe(25)
})

test('only the last values count', () => {
  const window = createWindow(3)
  for (const value of [1_000, 1_000, 5, 7, 6]) window.add(value)

  expect(window.median()).toBe(6)
})
