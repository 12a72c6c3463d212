import { expect, test } from 'vitest'
import { dropTicks, keepTicks, readTicks } from './ticks'

function storage(): Storage {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key), clear: () => kept.clear(), key: () => null, length: 0 }
}

test('ids are found again under their name until they are dropped', () => {
  const tab = storage()
  keepTicks('a', new Set(['1', '2']), tab)
  expect([readTicks('a', tab), readTicks('b', tab)]).toEqual([['1', '2'], []])
  dropTicks('a', tab)
  expect(readTicks('a', tab)).toEqual([])
})

test('what is no list of ids counts as none', () => {
  const tab = storage()
  tab.setItem('songka.draft.a', '{"x":1}')
  tab.setItem('songka.draft.b', 'not json')
  expect([readTicks('a', tab), readTicks('b', tab)]).toEqual([[], []])
})
