import { expect, test } from 'vitest'
import { pageIn, wordIn } from './paging'

test.each([[{ page: '3' }, 3], [{}, 1], [{ page: '0' }, 1], [{ page: '-2' }, 1], [{ page: 'x' }, 1], [{ page: '1.5' }, 1], [{ page: ['2', '3'] }, 1]])('%j is page %i', (query, page) => {
  expect(pageIn(query)).toBe(page)
})

test('a filter is one word or none', () => {
  expect(wordIn({ state: 'planned' }, 'state')).toBe('planned')
  expect(wordIn({ state: '' }, 'state')).toBeNull()
  expect(wordIn({ state: ['a', 'b'] }, 'state')).toBeNull()
})
