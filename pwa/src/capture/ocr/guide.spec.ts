import { expect, test } from 'vitest'
import { guideIn, lineInPicture } from './guide'

test.each([
  [1280, 720],
  [852, 732],
  [360, 480],
  [720, 1280],
])('a card of the right shape fits into a view of %d × %d, its line inside it', (width, height) => {
  const { card, line, number } = guideIn(width, height)
  expect(number.x).toBeGreaterThan(line.x)
  expect(number.y).toBeGreaterThan(line.y)
  expect(number.x + number.width).toBeLessThan(card.x + card.width)
  expect(number.y + number.height).toBeLessThan(line.y + line.height)
  expect(card.width / card.height).toBeCloseTo(85.6 / 54)
  expect(card.x).toBeGreaterThan(0)
  expect(card.y).toBeGreaterThan(0)
  expect(card.x + card.width).toBeLessThan(width)
  expect(card.y + card.height).toBeLessThan(height)
  expect(line.y).toBeGreaterThan(card.y + card.height / 2)
  expect(line.y + line.height).toBeLessThan(card.y + card.height)
})

test('a view much wider than high shows the lower part of a larger card, with all of the line in sight', () => {
  const { card, line } = guideIn(830, 300)
  expect(card.height).toBeGreaterThan(300)
  expect(card.y).toBeLessThan(0)
  expect(line.y).toBeGreaterThan(80)
  expect(line.y + line.height).toBeLessThan(250)
})

test('the band is the same part of the picture that the view shows under the guide', () => {
  // A view half as wide as the picture, and as high: a quarter of the picture is hidden on either side.
  const { line } = guideIn(640, 720)
  expect(lineInPicture({ width: 1280, height: 720 }, { width: 640, height: 720 })).toEqual({
    x: Math.floor(320 + line.x),
    y: Math.floor(line.y),
    width: Math.round(line.width),
    height: Math.round(line.height),
  })
})

test('a view twice as fine as the picture is read in the pixels of the picture', () => {
  const [full, fine] = [lineInPicture({ width: 1280, height: 720 }, { width: 1280, height: 720 }), lineInPicture({ width: 1280, height: 720 }, { width: 2560, height: 1440 })]
  expect(Math.abs(full.x - fine.x)).toBeLessThanOrEqual(1)
  expect(Math.abs(full.width - fine.width)).toBeLessThanOrEqual(1)
})
