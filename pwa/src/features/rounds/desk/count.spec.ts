// @vitest-environment jsdom
import { beforeEach, describe, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { boxesOf, useCount, type CountCard } from './count'

const card = (id: string, position: string): CountCard => ({ card_id: id, box_position: position, number_masked: '', name: '', social_security_number_masked: '' })
const cards = [card('a', '1-1-1-01'), card('b', '1-1-1-02'), card('c', '1-1-2-01')]

beforeEach(() => sessionStorage.clear())

describe('counting out', () => {
  test('puts cards together by their box', () => {
    expect(boxesOf(cards).map((box) => [box.key, box.cards.length])).toEqual([['1-1-1', 2], ['1-1-2', 1]])
  })

  test('ticks a box whole and takes it back whole', () => {
    const count = useCount('check-out.r', () => cards)
    const [box] = count.boxes.value
    count.toggleBox(box!)
    expect([count.here.value.length, count.open.value, count.isWhole(box!)]).toEqual([2, 1, true])
    count.toggleBox(box!)
    expect(count.here.value).toEqual([])
  })

  test('is found again after a reload', async () => {
    useCount('check-out.r', () => cards).set(['a', 'c'], true)
    await nextTick()
    expect(useCount('check-out.r', () => cards).here.value.map(({ card_id }) => card_id)).toEqual(['a', 'c'])
    expect(useCount('check-out.other', () => cards).here.value).toEqual([])
  })

  test('counts no card of another round', () => {
    const count = useCount('check-out.r', () => cards)
    count.set(['z'], true)
    expect(count.here.value).toEqual([])
    expect(count.open.value).toBe(3)
  })

  test('keeps ids and nothing else', async () => {
    useCount('check-out.r', () => cards).set(['a'], true)
    await nextTick()
    expect(Object.values({ ...sessionStorage })).toEqual(['["a"]'])
  })
})
