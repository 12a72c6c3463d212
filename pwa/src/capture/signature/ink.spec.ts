import { expect, test } from 'vitest'
import { inkOutline, inkPath } from './ink'
import type { Point } from './strokes'

const xs = (outline: number[][]): number[] => outline.map(([x]) => x ?? 0)

test('a dot has an outline too', () => {
  expect(inkPath(inkOutline([[500, 500, 0]], true))).toMatch(/^M.*Z$/)
})

test('no points are no ink', () => {
  expect(inkPath(inkOutline([], true))).toBe('')
})

test('the outline lies round the stroke', () => {
  const stroke: Point[] = [[100, 100, 0], [400, 100, 40], [900, 100, 80]]
  const outline = inkOutline(stroke, true)

  expect(Math.min(...xs(outline))).toBeGreaterThan(50)
  expect(Math.max(...xs(outline))).toBeGreaterThan(850)
  expect(Math.max(...xs(outline))).toBeLessThan(950)
})

test('a pen that presses harder writes wider', () => {
  const pressed = (pressure: number): number => {
    const outline = inkOutline([[100, 100, 0, pressure], [300, 100, 10, pressure], [500, 100, 20, pressure], [700, 100, 30, pressure]], true)
    return Math.max(...outline.map(([, y]) => y ?? 0)) - Math.min(...outline.map(([, y]) => y ?? 0))
  }

  expect(pressed(900)).toBeGreaterThan(pressed(200))
})
