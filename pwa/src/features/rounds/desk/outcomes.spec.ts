import { expect, test } from 'vitest'
import { figuresOf } from './outcomes'

const words = { all: '', handed_over: '', not_served: '', wrong_face: '', none: '' }

test('the figures of a round add up to the cards it took', () => {
  const { total, parts } = figuresOf({ handed_over: 215, not_served: 59, wrong_face: 6, none: 0 }, 280, true, words)
  expect(parts.map((part) => part.n)).toEqual([215, 59, 6, 0])
  expect(total.n).toBe(280)
})

test('a round that is out and has told nothing is unknown, not zero', () => {
  expect(figuresOf({ none: 280 }, 280, true, words).parts.map((part) => part.n)).toEqual([null, null, null, null])
})

test('before a round has left, all its cards lie there', () => {
  expect(figuresOf({ none: 280 }, 280, false, words).parts.at(-1)?.n).toBe(280)
})
