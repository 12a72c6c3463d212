import { expect, test } from 'vitest'
import { boxOf, encodeStrokes, inkLength, inkOf, isEnoughInk, type Point, type Strokes } from './strokes'

const line = (fromX: number, toX: number): Point[] => [
  [fromX, 100, 0],
  [toX, 100, 80],
]
const written = (...strokes: Point[][]): Strokes => ({ box: [4000, 2980], strokes })

test('the encoding is exactly the published format', () => {
  const bytes = encodeStrokes(written([[10, 20, 0], [30, 40, 16]], [[50, 60, 400, 512]]))

  expect(new TextDecoder().decode(bytes)).toBe('{"box":[4000,2980],"strokes":[[[10,20,0],[30,40,16]],[[50,60,400,512]]]}')
})

test('the long side of every pad has the same number of units', () => {
  expect(boxOf(784, 584)).toEqual([4000, 2980])
  expect(boxOf(300, 600)).toEqual([2000, 4000])
})

test('an empty pad is not enough', () => {
  expect(isEnoughInk(written())).toBe(false)
})

test('a dot and a slip of the hand are not enough', () => {
  expect(isEnoughInk(written([[10, 10, 0]], [[500, 10, 300]], line(0, 900)))).toBe(false)
})

test('two strokes are enough', () => {
  expect(isEnoughInk(written(line(0, 300), line(0, 300)))).toBe(true)
})

test('one long stroke is enough: some names are written without lifting the pen', () => {
  expect(isEnoughInk(written(line(0, 1_000)))).toBe(true)
})

test('the threshold is the screen’s to choose', () => {
  expect(isEnoughInk(written(line(0, 300), line(0, 300)), { strokes: 3, length: 1 })).toBe(false)
})

test('ink is measured along the strokes', () => {
  expect(inkLength(written([[0, 0, 0], [30, 40, 9], [30, 140, 20]]))).toBe(150)
})

test('ink keeps where and when, not how hard', () => {
  expect(inkOf({ box: [600, 200], strokes: [[[10, 20, 0, 0.5], [11, 21, 16, 0.7]]] })).toEqual({ box: [600, 200], strokes: [[[10, 20, 0], [11, 21, 16]]] })
})
