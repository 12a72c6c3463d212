import { beforeEach, expect, test } from 'vitest'
import { createRecorder, type Recorder, type Touch } from './recorder'

const finger = (x: number, y: number, at: number, more: Partial<Touch> = {}): Touch => ({ id: 1, kind: 'touch', x, y, at, pressure: 0, contact: 30, ...more })

let pad: Recorder

beforeEach(() => {
  pad = createRecorder()
  pad.resize(800, 400)
})

test('points are kept in units of the box, with times from the first touch', () => {
  pad.down(finger(100, 50, 7_000))
  pad.move(finger(200.04, 100, 7_016))
  pad.up(1)

  expect(pad.strokes()).toEqual({ box: [4000, 2000], strokes: [[[500, 250, 0], [1000, 500, 16]]] })
})

test('the second stroke goes on with the time of the first', () => {
  pad.down(finger(100, 50, 7_000))
  pad.up(1)
  pad.down(finger(100, 80, 7_500))

  expect(pad.strokes().strokes[1]).toEqual([[500, 400, 500]])
})

test('the same hand on a pad of twice the size writes the same strokes', () => {
  const big = createRecorder()
  big.resize(1600, 800)
  pad.down(finger(100, 50, 0))
  pad.move(finger(300, 90, 10))
  big.down(finger(200, 100, 0))
  big.move(finger(600, 180, 10))

  expect(big.strokes()).toEqual(pad.strokes())
})

test('a palm does not write', () => {
  expect(pad.down(finger(100, 50, 0, { contact: 120 }))).toBe(false)
  expect(pad.strokes().strokes).toEqual([])
})

test('a touch that grows into a palm takes its stroke away', () => {
  pad.down(finger(100, 50, 0))
  pad.move(finger(120, 60, 10))
  pad.move(finger(122, 61, 20, { contact: 120 }))

  expect(pad.strokes().strokes).toEqual([])
  expect(pad.isWriting()).toBe(false)
})

test('a second finger does not write', () => {
  pad.down(finger(100, 50, 0))

  expect(pad.down(finger(500, 50, 5, { id: 2 }))).toBe(false)
  expect(pad.move(finger(520, 50, 9, { id: 2 }))).toBe(false)
})

test('a pen takes over from the hand that touched first, and time starts with it', () => {
  pad.down(finger(100, 50, 0))
  pad.down(finger(300, 50, 10, { id: 2, kind: 'pen', pressure: 0.5 }))

  expect(pad.strokes().strokes).toEqual([[[1500, 250, 0, 500]]])
})

test('while a pen is in use, fingers are the hand that holds it', () => {
  pad.down(finger(300, 50, 10, { kind: 'pen', pressure: 0.5 }))
  pad.up(1)

  expect(pad.down(finger(500, 50, 900))).toBe(false)
})

test('a pointer that the system takes away leaves no stroke', () => {
  pad.down(finger(100, 50, 0))
  pad.move(finger(140, 50, 10))

  expect(pad.cancel(1)).toBe(true)
  expect(pad.strokes().strokes).toEqual([])
})

test('points that add no shape are left out', () => {
  pad.down(finger(100, 50, 0))

  expect(pad.move(finger(100.5, 50, 8))).toBe(false)
  expect(pad.strokes().strokes[0]).toHaveLength(1)
})

test('a pointer that leaves the pad stays inside the box', () => {
  pad.down(finger(790, 390, 0))
  pad.move(finger(900, 500, 10))

  expect(pad.strokes().strokes[0]?.at(-1)).toEqual([4000, 2000, 10])
})

test('time never falls, even when the device says so', () => {
  pad.down(finger(100, 50, 500))
  pad.move(finger(200, 50, 400))

  expect(pad.strokes().strokes[0]?.map((point) => point[2])).toEqual([0, 0])
})

test('clearing starts anew, with fingers allowed again', () => {
  pad.down(finger(300, 50, 10, { kind: 'pen', pressure: 1 }))
  pad.clear()
  pad.down(finger(100, 50, 9_000))

  expect(pad.strokes().strokes).toEqual([[[500, 250, 0]]])
})

test('what is handed out is a copy', () => {
  pad.down(finger(100, 50, 0))
  pad.strokes().strokes.length = 0

  expect(pad.strokes().strokes).toHaveLength(1)
})

test('a pad that changes its shape in between keeps the box and writes on in it', () => {
  pad.down(finger(100, 50, 0))
  pad.up(1)
  pad.resize(400, 400)
  pad.down(finger(50, 25, 500))

  expect(pad.strokes()).toEqual({ box: [4000, 2000], strokes: [[[500, 250, 0]], [[500, 250, 500]]] })
})

test('what was written before goes on in its own box, and time never falls', () => {
  pad.load({ box: [4000, 2000], strokes: [[[500, 250, 0], [1000, 500, 16]]] })
  pad.down(finger(100, 80, 90_000))
  pad.move(finger(200, 80, 90_040))
  pad.up(1)

  expect(pad.strokes()).toEqual({ box: [4000, 2000], strokes: [[[500, 250, 0], [1000, 500, 16]], [[500, 400, 16], [1000, 400, 56]]] })
})
