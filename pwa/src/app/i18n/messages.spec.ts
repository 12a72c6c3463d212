import { describe, expect, test } from 'vitest'
import { flatten, gather, messages } from './gather'

const sources = import.meta.glob<string>('/src/**/*.{vue,ts}', { eager: true, query: '?raw', import: 'default' })
const code = Object.entries(sources).filter(([path]) => !path.endsWith('.spec.ts') && !path.endsWith('.test.ts'))

const chinese = flatten(messages['zh-CN'] ?? {})
const english = flatten(messages['en'] ?? {})

// t('a.b'), $t("a.b"), te/tm, keypath="a.b"; a key with a ${…} in it must have at least one message that begins so.
const asked = /(?:(?<![\w.])(?:\$?t|te|tm)\(\s*|keypath=)(['"`])([^'"`]+)\1/g

function keysIn(text: string): string[] {
  return [...text.matchAll(asked)].map((found) => found[2] ?? '').filter((key) => /^[\w$]/.test(key) && key.includes('.'))
}

function isKnown(key: string): boolean {
  const before = key.split('${')[0] ?? ''
  return key.includes('${') ? [...chinese.keys()].some((known) => known.startsWith(before)) : chinese.has(key)
}

/** A folder may speak with its own words alone; then its keys leave the folder's name out. */
function isKnownIn(path: string, key: string): boolean {
  const [, folder] = /^\/src\/(?:features\/)?([^/]+)\//.exec(path) ?? []
  return isKnown(key) || isKnown(`${folder}.${key}`)
}

describe('the messages', () => {
  test('are found for Chinese and English and for no third language', () => {
    expect(Object.keys(messages).sort()).toEqual(['en', 'zh-CN'])
    expect(chinese.size).toBeGreaterThan(30)
  })

  test('have the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  test('are never empty', () => {
    const empty = [...chinese, ...english].filter(([, text]) => !text.trim()).map(([key]) => key)
    expect(empty).toEqual([])
  })

  test('fill in the same facts in both languages', () => {
    const facts = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()
    const unlike = [...chinese].filter(([key, text]) => facts(text).join() !== facts(english.get(key) ?? '').join()).map(([key]) => key)
    expect(unlike).toEqual([])
  })

  test('speak calmly: no exclamation mark and no 成功', () => {
    // What stands in 「」 is the name of a line in somebody else's sheet.
    const own = (text: string) => text.replace(/「[^」]*」/g, '')
    const loud = [...chinese, ...english].filter(([, text]) => /[!！]|成功/.test(own(text))).map(([key]) => key)
    expect(loud).toEqual([])
  })

  test('exist for every key that the code asks for', () => {
    const missing = code.flatMap(([path, text]) => keysIn(text).filter((key) => !isKnownIn(path, key)).map((key) => `${path}: ${key}`))
    expect(code.length).toBeGreaterThan(20)
    expect(missing).toEqual([])
  })
})

describe('gathering', () => {
  test('puts a folder under its language and name', () => {
    expect(gather({ '/src/features/rounds/locales/en.json': { a: 'b' } })).toEqual({ en: { rounds: { a: 'b' } } })
  })

  test('puts a part of a feature below it, beside the feature’s own words', () => {
    const found = { '/src/features/rounds/field/locales/en.json': { c: 'd' }, '/src/features/rounds/locales/en.json': { a: 'b' } }
    expect(gather(found)).toEqual({ en: { rounds: { a: 'b', field: { c: 'd' } } } })
  })

  test('reads keys in the ways the code writes them', () => {
    expect(keysIn("t('ui.sun') $t(\"ui.close\") t(`ui.link.${link}`) keypath=\"ui.link.unsent\" at('no.key')")).toEqual(['ui.sun', 'ui.close', 'ui.link.${link}', 'ui.link.unsent'])
  })
})
