// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { parkedDecisions, recordIdIn, useSettlement } from './settlement'

const id = '01a21e68-0396-7b3d-a224-64a556f44aab'

test('a record stands only where the server says that it can', () => {
  expect(parkedDecisions(true)).toContain('stands')
  expect(parkedDecisions(false)).toEqual(['void', 're_entered'])
})

test('a record is named by its id or by the address of its page', () => {
  expect(recordIdIn(` ${id} `)).toBe(id)
  expect(recordIdIn(`http://127.0.0.1:8021/desk/hand-overs/${id}?x=1`)).toBe(id)
  expect(recordIdIn('第 15 条')).toBeNull()
})

test('it takes a decision, a reason and a second person', () => {
  const settlement = useSettlement(['void', 're_entered'])
  expect(settlement.lacks.value).toEqual(['decision', 'reason', 'second'])
  settlement.decision.value = 're_entered'
  expect(settlement.lacks.value).toContain('record')
  settlement.record.value = id
  settlement.reason.value = 'paper_proves'
  settlement.second.typed.username = 'sunli'
  settlement.second.typed.password = 'made-up'
  expect(settlement.lacks.value).toEqual([])
  expect(settlement.common()).toEqual({ reason: 'paper_proves', note: null, second: { username: 'sunli', password: 'made-up', code: null } })
})

test('where there is one way only it is taken', () => {
  expect(useSettlement(['noted']).decision.value).toBe('noted')
})
