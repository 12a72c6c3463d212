import { expect, test } from 'vitest'
import { fitInto } from './encodeStill'

test('a large picture shrinks to the long side and keeps its proportions', () => {
  expect(fitInto(4000, 3000, 1280)).toEqual({ width: 1280, height: 960 })
  expect(fitInto(3000, 4000, 1280)).toEqual({ width: 960, height: 1280 })
})

test('a small picture is never blown up', () => {
  expect(fitInto(838, 720, 1280)).toEqual({ width: 838, height: 720 })
})

test('a strip keeps at least one pixel', () => {
  expect(fitInto(10_000, 2, 1000)).toEqual({ width: 1000, height: 1 })
})
