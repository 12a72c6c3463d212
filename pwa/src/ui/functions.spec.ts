import { describe, expect, test } from 'vitest'
import { sayAge } from './age'
import { formatBytes } from './format'
import { codePoint, makeGlyphCheck } from './glyphs'
import { readPassphrase, writePassphrase } from './passphrase'
import { frameOf, pathOf } from './strokes'
import { startTheme, toggleSun, useTheme } from './theme'
import { keptLanguage } from './language'

describe('a passphrase', () => {
  test.each([
    ['7k9m-2qx4', '7K9M2QX4'],
    [' 7K9M 2QX4 ', '7K9M2QX4'],
    ['O1lI-0000', '01110000'],
    ['７Ｋ９Ｍ２ＱＸ４', '7K9M2QX4'],
    ['7K9M2QX4ZZZ', '7K9M2QX4'],
    ['U!?-', ''],
  ])('typed as %j is read as %j', (typed, read) => expect(readPassphrase(typed)).toBe(read))

  test('is written as it was printed', () => {
    expect(writePassphrase('7K9M2QX4')).toBe('7K9M-2QX4')
    expect(writePassphrase('7K9M')).toBe('7K9M')
  })
})

test('sizes are said without false precision', () => {
  expect([0, 999, 421_888, 9_878_424_780].map(formatBytes)).toEqual(['0 B', '999 B', '412 KB', '9.2 GB'])
})

test('an age is said in at most two units', () => {
  const say = (key: string, named: Record<string, number>) => `${key} ${JSON.stringify(named)}`
  expect(sayAge(59_000, say)).toBe('ui.age.now {}')
  expect(sayAge(8_880_000, say)).toBe('ui.age.hours {"h":2,"m":28}')
  expect(sayAge(90_000_000, say)).toBe('ui.age.days {"d":1,"h":1}')
})

describe('the glyph check', () => {
  const fonts = (known: string) => (character: string) => (known.includes(character) ? `ink ${character}` : 'box')

  test('calls a character missing when it looks like one that nobody has', () => {
    const has = makeGlyphCheck(fonts('𬱖'))
    expect(has('𬱖')).toBe(true)
    expect(has('\u{3134A}')).toBe(false)
  })

  test('does not measure common characters', () => {
    const has = makeGlyphCheck(() => { throw new Error('measured') })
    expect([...'王玉兰·X'].every(has)).toBe(true)
  })

  test('calls nothing missing where nothing can be measured', () => {
    expect(makeGlyphCheck(() => null)('\u{3134A}')).toBe(true)
  })

  test('names the code point as font tables do', () => {
    expect(codePoint('\u{3134A}')).toBe('U+3134A')
    expect(codePoint('㐂')).toBe('U+3402')
  })
})

describe('strokes', () => {
  test('a dot is drawn as a dot', () => expect(pathOf([[5, 6, 0]])).toBe('M5 6h.1'))

  test('a line runs from the first point to the last', () => {
    expect(pathOf([[0, 0, 0], [10, 4, 8], [20, 0, 16]])).toBe('M0 0Q10 4 15 2L20 0')
  })

  test('nothing drawn gives no path and a frame that can be shown', () => {
    expect(pathOf([])).toBe('')
    expect(frameOf([], 4)).toEqual({ x: 0, y: 0, width: 1, height: 1 })
  })

  test('the frame holds all ink and its margin', () => {
    expect(frameOf([[[10, 20, 0], [30, 60, 5]]], 2)).toEqual({ x: 8, y: 18, width: 24, height: 44 })
  })
})

describe('choices of look', () => {
  const kept = new Map<string, string>()
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }

  test('the sun theme is one tap and is remembered', () => {
    startTheme(storage)
    expect(document.documentElement.dataset['theme']).toBe('day')

    toggleSun(storage)
    expect(useTheme().theme.value).toBe('sun')

    document.documentElement.dataset['theme'] = ''
    startTheme(storage)
    expect(document.documentElement.dataset['theme']).toBe('sun')
    toggleSun(storage)
  })

  test('Chinese is spoken until another known language was chosen', () => {
    expect(keptLanguage(storage)).toBe('zh-CN')
    kept.set('songka.language', 'tlh')
    expect(keptLanguage(storage)).toBe('zh-CN')
    kept.set('songka.language', 'en')
    expect(keptLanguage(storage)).toBe('en')
  })
})
