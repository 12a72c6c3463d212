import { expect, it } from 'vitest'
import handover from '@rules/handover.json'
import en from './locales/en.json'
import zhCN from './locales/zh-CN.json'

/** What the tablet makes true by itself, or names item by item. */
const NEVER_ASKED = ['check_items_missing']

it('whatever the rules may miss of a hand-over has a word on the blocked button', () => {
  const codes = handover.rows.filter(({ types }) => types.includes('card.handed_over')).map(({ refusal }) => refusal)
  const asked = [...new Set(codes)].filter((code) => !NEVER_ASKED.includes(code))
  expect(asked.length).toBeGreaterThan(30)
  for (const words of [zhCN, en]) expect(asked.filter((code) => !(code in words.missing))).toEqual([])
})
