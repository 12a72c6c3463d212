import { describe, expect, test } from 'vitest'
import { findLine, type Gray } from './line'
import { cropAround } from './lineCrop'

/** Draw a row of eighteen upright strokes that leans about its middle, on a ground with noise. */
function band({ tilt = 0, y = 40, height = 14, from = 90 }: { tilt?: number; y?: number; height?: number; from?: number } = {}): Gray {
  const [width, full] = [400, 76]
  const pixels = new Uint8ClampedArray(width * full).map((_value, at) => 200 + ((at * 7919) % 9))
  for (let place = 0; place < 18; place++) {
    for (let dx = 0; dx < 4; dx++) {
      const x = from + place * 15 + dx
      const middle = y + (x - width / 2) * Math.tan((tilt * Math.PI) / 180)
      for (let dy = -height / 2; dy < height / 2; dy++) pixels[Math.round(middle + dy) * width + x] = 40
    }
  }
  return { pixels, width, height: full }
}

describe('the line in a band', () => {
  test.each([-6, -2.3, 0, 1.5, 5])('is found at a tilt of %d°', (tilt) => {
    const line = findLine(band({ tilt }))
    expect(Math.abs(((line?.tilt ?? 9) * 180) / Math.PI - tilt)).toBeLessThan(0.8)
    expect(line?.x).toBeCloseTo(219, -1)
    expect(Math.abs((line?.y ?? 0) - 40 - 19 * Math.tan((tilt * Math.PI) / 180))).toBeLessThan(3)
    expect(Math.abs((line?.height ?? 0) - 14)).toBeLessThan(5)
    expect(Math.abs((line?.length ?? 0) - 260)).toBeLessThan(14)
  })

  test('is found beside the words before it, and away from them when they are far', () => {
    const { pixels, width, height } = band({ from: 120 })
    for (let y = 36; y < 44; y++) for (const x of [4, 5, 9, 10, 20, 21]) pixels[y * width + x] = 40
    const line = findLine({ pixels, width, height })
    expect((line?.x ?? 0) - (line?.length ?? 0) / 2).toBeGreaterThan(100)
  })

  test('is none on a bare table', () => {
    expect(findLine({ pixels: new Uint8ClampedArray(400 * 76).fill(120), width: 400, height: 76 })).toBeNull()
  })

  test('is none where only a thing shorter than a number stands out', () => {
    const { pixels, width, height } = band()
    pixels.fill(205, 0)
    for (let y = 30; y < 44; y++) for (let x = 100; x < 160; x += 8) pixels[y * width + x] = 20
    expect(findLine({ pixels, width, height })).toBeNull()
  })

  test('is cut with room around it, in steps of the model', () => {
    const crop = cropAround({ x: 200, y: 40, length: 260, height: 14, tilt: 0 })
    expect(crop.height).toBeGreaterThan(14)
    expect(crop.length).toBeGreaterThan(260)
    expect(crop.inputWidth % 8).toBe(0)
  })
})
