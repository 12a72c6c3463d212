import { expect, test } from 'vitest'
import { createPresence } from './presence'

test('a text arrives once while it stays in the picture', () => {
  const presence = createPresence(1_500)

  expect([0, 400, 1_800, 3_200].map((at) => presence.arrives('A', at))).toEqual([true, false, false, false])
})

test('a text that was away for the whole time arrives again', () => {
  const presence = createPresence(1_500)
  presence.arrives('A', 0)

  expect(presence.arrives('A', 1_500)).toBe(true)
})

test('another card between does not make the first one new', () => {
  const presence = createPresence(1_500)

  expect([presence.arrives('A', 0), presence.arrives('B', 500), presence.arrives('A', 1_000)]).toEqual([true, true, false])
})

test('what is present is told until it has left', () => {
  const presence = createPresence(1_500)
  presence.arrives('A', 0)
  presence.arrives('B', 1_000)

  expect(presence.present(1_400)).toEqual(['A', 'B'])
  expect(presence.present(1_600)).toEqual(['B'])
})
