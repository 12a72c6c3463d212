import { expect, test } from 'vitest'
import { lighten } from './lighten'

/** A picture of grey stripes, dark and light in turn. */
function stripes(dark: number, light: number): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: 4 * 1024 }, (_none, at) => (at % 4 === 3 ? 255 : Math.floor(at / 4 / 64) % 2 === 0 ? dark : light))
}

test('stripes in the dark are stretched to black and white', () => {
  const picture = stripes(8, 24)
  lighten(picture)

  expect([...new Set(picture)].sort((a, b) => a - b)).toEqual([0, 255])
})

test('the opacity is left alone', () => {
  const picture = stripes(8, 24)
  lighten(picture)

  expect(picture[3]).toBe(255)
})

test('a daylight picture is left as it is', () => {
  const picture = stripes(60, 200)
  lighten(picture)

  expect(picture).toEqual(stripes(60, 200))
})

test('an even picture has nothing to stretch', () => {
  const picture = stripes(9, 9)
  lighten(picture)

  expect(picture).toEqual(stripes(9, 9))
})
