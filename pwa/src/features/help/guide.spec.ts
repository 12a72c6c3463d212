// The guide must say what the product says: its words are held against screens, rules and pictures.
import { describe, expect, test } from 'vitest'
import { companionTopic, placeTopics, stepTopics } from '@/session/help'
import clauses from '@rules/clauses.json'
import policy from '@rules/policy.json'
import reasons from '@rules/reasons.json'
import { linesOf, wordsOf } from './topic'
import { pictures, topics } from './topics'

type Messages = { [key: string]: string | Messages }

const locales = import.meta.glob<Messages>('/src/**/locales/zh-CN.json', { eager: true, import: 'default' })
const screens = import.meta.glob<string>('/src/**/*.vue', { eager: true, query: '?raw', import: 'default' })
const texts = import.meta.glob<string>('@guide/zh/*.md', { eager: true, query: '?raw', import: 'default' })

const leaves = (tree: Messages): string[] => Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : leaves(value)))
/** What a person reads off a screen: the whole text, or how it begins. */
const beginnings = (text: string): string[] => [text, ...[...text.matchAll(/[：，。]/g)].map(({ index }) => text.slice(0, index))]
const said = new Set([...Object.values(locales).flatMap(leaves), ...reasons.rows.map((row) => row.zh)].flatMap(beginnings))
const all = [...topics]
const rule = (key: string): unknown => policy.rows.find((row) => row.key === key)?.value

describe('the field guide', () => {
  test('has its topics in the order of a day', () => {
    expect([...topics.keys()]).toEqual(['before', 'find', 'match', 'proxy', 'sign', 'temporary-card', 'wrong-card', 'not-served', 'bank', 'offline', 'paper', 'close', 'afterwards', 'privacy'])
  })

  test('is short, and says for every topic what to do when something goes wrong', () => {
    expect(Object.entries(texts).filter(([, text]) => text.trim().split('\n').length > 60).map(([path]) => path)).toEqual([])
    expect(all.filter(([, { blocks }]) => !blocks.some((block) => block.kind === 'heading' && block.text === '出了问题')).map(([id]) => id)).toEqual([])
    expect(all.filter(([, { blocks }]) => !blocks.some((block) => block.kind === 'steps')).map(([id]) => id)).toEqual([])
  })

  test('has every topic that a screen names', () => {
    const named = Object.entries(screens).flatMap(([path, text]) => [...text.matchAll(/ (?:help|topic)="([a-z-]+)"/g)].map(([, id]) => ({ path, id: id! })))
    const known = [companionTopic, ...Object.values(placeTopics), ...stepTopics]
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter(({ id }) => !topics.has(id))).toEqual([])
    expect(known.filter((id) => !topics.has(id))).toEqual([])
  })

  test('has every topic and picture that it leads to, and no picture beside', () => {
    const shown = all.flatMap(([, { blocks }]) => blocks.flatMap((block) => (block.kind === 'picture' ? [block.name] : [])))
    expect(all.flatMap(([, topic]) => wordsOf(topic, 'topic')).filter(({ id }) => !topics.has(id))).toEqual([])
    expect([...shown].sort()).toEqual([...pictures.keys()].sort())
  })

  test('quotes only what stands on a screen', () => {
    const odd = all.flatMap(([id, topic]) => wordsOf(topic, 'button').filter(({ text }) => !said.has(text)).map(({ text }) => `${id}: ${text}`))
    expect(odd).toEqual([])
  })

  test('names only clauses that there are', () => {
    const known = new Set(clauses.rows.map((row) => row.id))
    const odd = all.flatMap(([id, topic]) => wordsOf(topic, 'clause').filter(({ text }) => !known.has(text)).map(({ text }) => `${id}: ${text}`))
    expect(odd).toEqual([])
  })

  test('speaks calmly, as the screens do', () => {
    expect(all.flatMap(([, topic]) => linesOf(topic)).filter((line) => /[!！]|成功/.test(line))).toEqual([])
  })

  test('tells the numbers of the policy', () => {
    const text = Object.values(texts).join('\n')
    expect(text).toContain(`工本费 ${Number(rule('temporary_card.fee_fen')) / 100} 元`)
    expect(text).toContain(`登记码在县里的设备页面取，${String(rule('enrolment.code_minutes'))} 分钟内有效`)
    expect(text).toContain(`${String(rule('proxy.window_days'))} 天内代第 ${String(rule('proxy.warn_at'))} 个起提醒，第 ${String(rule('proxy.supervisor_at'))} 个起要主管同意`)
    expect(text).toContain(`不满 ${String(rule('person.id_card_years'))} 岁`)
    expect(text).toContain(`不满 ${String(rule('person.child_years'))} 岁`)
    expect(text).toContain(`${String(rule('session.idle_minutes_tablet'))} 分钟不用自己锁`)
  })
})
