import { expect, test } from 'vitest'
import { coverPart } from './cover'

test('a wide picture in the tablet screen loses its sides', () => {
  expect(coverPart(1280, 720, 852, 732)).toEqual({ x: 221, y: 0, width: 838, height: 720 })
})

test('a narrow box on the companion loses more', () => {
  expect(coverPart(1280, 720, 360, 360)).toEqual({ x: 280, y: 0, width: 720, height: 720 })
})

test('a box wider than the picture loses top and bottom', () => {
  expect(coverPart(1280, 720, 1280, 360)).toEqual({ x: 0, y: 180, width: 1280, height: 360 })
})

test('a box without a size shows the whole', () => {
  expect(coverPart(1280, 720, 0, 0)).toEqual({ x: 0, y: 0, width: 1280, height: 720 })
})
