import { expect, test } from 'vitest'
import { search } from './search'
import type { Topic } from './topic'

const topic = (title: string, ...lines: string[]): Topic => ({ title, blocks: [{ kind: 'points', items: lines.map((line) => [line]) }] })
const topics = new Map([
  ['find', topic('找人', '条码放平', 'POS 也能扫')],
  ['proxy', topic('代办怎么办', '户口本原件', '看身份证和户口本，再签字')],
])
const ids = (asked: string): string[] => search(topics, asked).map(({ id }) => id)

test('without words all topics are there, in their order', () => {
  expect(ids('  ')).toEqual(['find', 'proxy'])
})

test('every word must occur somewhere in the topic', () => {
  expect(ids('户口本')).toEqual(['proxy'])
  expect(ids('户口本 签字')).toEqual(['proxy'])
  expect(ids('户口本 条码')).toEqual([])
})

test('case and width of letters do not matter', () => {
  expect(ids('pos')).toEqual(['find'])
  expect(ids('ＰＯＳ')).toEqual(['find'])
})

test('shows the line that says most of it', () => {
  expect(search(topics, '户口本 身份证')[0]?.line).toBe('看身份证和户口本，再签字')
  expect(search(topics, '找人')[0]?.line).toBeNull()
})
