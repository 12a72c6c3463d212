import { expect, test } from 'vitest'
import { watermarkPlaces } from './watermark'

test('the copies reach every corner of the turned picture', () => {
  const places = watermarkPlaces(1280, 800, 400, 35)
  const reach = Math.hypot(1280, 800) / 2

  expect(Math.min(...places.map(({ y }) => y))).toBeLessThanOrEqual(-reach + 140)
  expect(Math.max(...places.map(({ y }) => y))).toBeGreaterThanOrEqual(reach - 140)
  expect(Math.min(...places.map(({ x }) => x))).toBeLessThanOrEqual(-reach)
})

test('no two copies lie over each other', () => {
  const places = watermarkPlaces(1280, 800, 400, 35)
  const sameRow = places.filter(({ y }) => y === 0).map(({ x }) => x).sort((a, b) => a - b)

  expect(sameRow.every((x, at) => at === 0 || x - (sameRow[at - 1] ?? 0) > 400)).toBe(true)
})
