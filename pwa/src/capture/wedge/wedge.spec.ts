import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createWedge, type Burst, type Wedge } from './wedge'

/** A keyboard and two clocks in the test's hands: when a key is pressed, and when the page comes to hear it. */
class Desk {
  now = 0
  /** When the next key was pressed; now, when not said. */
  pressedAt: number | null = null
  bursts: Burst[] = []
  typed: string[] = []
  keyboard: string[] = []
  reached: string[] = []
  hasFocus = true
  readonly wedge: Wedge
  private timers: { at: number; act: () => void }[] = []

  constructor(holdsTyping = true, wantsTyped: () => boolean = () => true) {
    vi.spyOn(document, 'hasFocus').mockImplementation(() => this.hasFocus)
    this.wedge = createWedge(
      {
        onBurst: (burst) => this.bursts.push(burst),
        ...(holdsTyping ? { onTyped: (text: string) => void this.typed.push(text), wantsTyped } : {}),
        onBlurred: () => this.keyboard.push('blurred'),
        onFocused: () => this.keyboard.push('focused'),
      },
      {
        window,
        stamp: () => this.pressedAt ?? this.now,
        after: (ms, act) => {
          const timer = { at: this.now + ms, act }
          this.timers.push(timer)
          return () => (this.timers = this.timers.filter((other) => other !== timer))
        },
      },
    )
    window.addEventListener('keydown', this.listen)
    this.wedge.start()
  }

  /** What a screen's own key handler would hear. */
  private readonly listen = (event: KeyboardEvent): void => void this.reached.push(event.key)

  close(): void {
    this.wedge.stop()
    window.removeEventListener('keydown', this.listen)
  }

  wait(ms: number): void {
    const until = this.now + ms
    for (let due = this.due(until); due; due = this.due(until)) {
      this.timers = this.timers.filter((other) => other !== due)
      this.now = Math.max(this.now, due.at)
      due.act()
    }
    this.now = until
  }

  private due(until: number) {
    return this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
  }

  /** Press a key after a gap; the focused field takes it unless it is prevented. */
  key(key: string, gap: number): void {
    this.wait(gap)
    const target = document.activeElement ?? document.body
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    target.dispatchEvent(event)
    if (event.defaultPrevented || !(target instanceof HTMLInputElement) || key.length > 1) return
    const at = target.selectionStart ?? target.value.length
    target.setRangeText(key, at, target.selectionEnd ?? at, 'end')
  }

  types(text: string, gap: number): void {
    for (const key of text) this.key(key, gap)
  }

  /** Type at a scanner's pace before a busy page, which hears a key only every so many ms. */
  scansInto(text: string, heardEveryMs: number): void {
    const begun = this.now
    for (const [place, key] of [...text, 'Enter'].entries()) {
      this.pressedAt = begun + place * 2
      this.key(key, heardEveryMs)
    }
    this.pressedAt = null
  }
}

let desk: Desk
let field: HTMLInputElement

beforeEach(() => {
  field = document.createElement('input')
  document.body.append(field)
  desk = new Desk()
})

afterEach(() => {
  desk.close()
  field.remove()
})

test('a person typing is no burst', () => {
  desk.types('548426015', 120)
  desk.wait(500)

  expect(desk.bursts).toEqual([])
  expect(desk.typed.join('')).toBe('548426015')
})

test('two keys that roll over each other are no burst', () => {
  desk.key('5', 200)
  desk.key('4', 20)
  desk.wait(500)

  expect(desk.bursts).toEqual([])
  expect(desk.typed).toEqual(['54'])
})

test('three quick keys of a palm are given back as typing', () => {
  desk.types('123', 10)
  desk.wait(500)

  expect(desk.bursts).toEqual([])
  expect(desk.typed).toEqual(['123'])
})

test('a key that is held down is no burst', () => {
  desk.key('5', 200)
  for (let repeat = 0; repeat < 10; repeat++) {
    desk.wait(30)
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '5', repeat: true, bubbles: true }))
  }
  desk.wait(500)

  expect(desk.bursts).toEqual([])
})

test('a scanner that ends with Enter is one burst, and nothing else hears it', () => {
  desk.types('548426015', 5)
  desk.key('Enter', 5)

  expect(desk.bursts).toEqual([{ raw: '548426015', text: '548426015' }])
  expect(desk.typed).toEqual([])
  expect(desk.reached).toEqual([])
})

test('a scanner that only stops is one burst', () => {
  desk.types('548426015', 5)
  desk.wait(200)

  expect(desk.bursts.map(({ raw }) => raw)).toEqual(['548426015'])
})

test('an Enter that comes late does not press the main button', () => {
  desk.types('548426015', 5)
  desk.wait(100)
  desk.key('Enter', 60)

  expect(desk.bursts).toHaveLength(1)
  expect(desk.reached).toEqual([])
})

test('a second Enter after a burst belongs to it', () => {
  desk.types('548426015', 5)
  desk.key('Enter', 5)
  desk.key('Enter', 5)

  expect(desk.reached).toEqual([])
})

test('the Enter of a person still reaches the screen', () => {
  desk.types('548426015', 5)
  desk.key('Enter', 5)
  desk.key('Enter', 900)

  expect(desk.reached).toEqual(['Enter'])
})

test('a stutter inside a burst does not cut it', () => {
  desk.types('5484', 5)
  desk.types('26015', 70)
  desk.wait(200)

  expect(desk.bursts.map(({ raw }) => raw)).toEqual(['548426015'])
})

test.each([40, 60, 120, 180])('a burst that a busy page hears a key every %i ms is still one', (heardEveryMs) => {
  desk.scansInto('548426015', heardEveryMs)
  desk.wait(500)

  expect(desk.bursts.map(({ raw }) => raw)).toEqual(['548426015'])
  expect(desk.reached).toEqual([])
})

test('a burst that a busy page hears slowly leaves nothing in a field, and its Enter presses nothing', () => {
  field.value = '延吉'
  field.focus()
  desk.scansInto('548426015', 60)
  desk.wait(500)

  expect(field.value).toBe('延吉')
  expect(desk.bursts.map(({ raw }) => raw)).toEqual(['548426015'])
  expect(desk.reached).not.toContain('Enter')
})

test('keys of a person that a busy page hears all at once are typing', () => {
  for (const [place, key] of [...'0426'].entries()) {
    desk.pressedAt = place * 120
    desk.key(key, 0)
  }
  desk.wait(500)

  expect(desk.bursts).toEqual([])
  expect(desk.typed.join('')).toBe('0426')
})

test('a person who presses Enter well after a burst is heard, late as the burst came', () => {
  desk.scansInto('548426015', 120)
  desk.pressedAt = desk.now - 500
  desk.key('Enter', 0)

  expect(desk.reached).toEqual(['Enter'])
})

test('two scans one after the other are two bursts', () => {
  desk.types('548426015', 5)
  desk.key('Enter', 5)
  desk.wait(300)
  desk.types('B00000019', 5)
  desk.key('Enter', 5)

  expect(desk.bursts.map(({ raw }) => raw)).toEqual(['548426015', 'B00000019'])
})

test('an ID reader sends Chinese as escapes; both forms are told', () => {
  desk.types('\\u738b\\u7389\\u5170', 4)
  desk.key('Enter', 4)

  expect(desk.bursts).toEqual([{ raw: '\\u738b\\u7389\\u5170', text: '王玉兰' }])
})

test('a tab between two fields of a reader stays inside the burst', () => {
  desk.types('ABCD', 4)
  desk.key('Tab', 4)
  desk.types('1234', 4)
  desk.key('Enter', 4)

  expect(desk.bursts.map(({ raw }) => raw)).toEqual(['ABCD\t1234'])
})

test('a burst into a field is taken back, and the cursor stands where it stood', () => {
  field.value = '延吉'
  field.focus()
  field.setSelectionRange(1, 1)
  const heard = vi.fn()
  field.addEventListener('input', heard)
  desk.types('548426015', 5)
  desk.key('Enter', 5)

  expect(field.value).toBe('延吉')
  expect(field.selectionStart).toBe(1)
  expect(heard).toHaveBeenCalled()
  expect(desk.bursts).toHaveLength(1)
})

test('a selection that the scanner overwrote comes back', () => {
  field.value = '0426'
  field.focus()
  field.select()
  desk.types('548426015', 5)
  desk.wait(200)

  expect(field.value).toBe('0426')
})

test('a person typing into a field is left alone', () => {
  field.focus()
  desk.types('0426', 120)
  desk.wait(500)

  expect(field.value).toBe('0426')
  expect(desk.typed).toEqual([])
})

test('three quick keys into a field stay there in the end', () => {
  field.value = '9'
  field.focus()
  field.setSelectionRange(1, 1)
  desk.types('123', 10)
  desk.wait(500)

  expect(field.value).toBe('9123')
  expect(desk.bursts).toEqual([])
})

test('a burst right after typing takes only its own keys', () => {
  field.focus()
  desk.types('04', 120)
  desk.wait(60)
  desk.types('548426015', 5)
  desk.key('Enter', 5)

  expect(field.value).toBe('04')
  expect(desk.bursts.map(({ raw }) => raw)).toEqual(['548426015'])
})

test('without a listener for typing, keys reach the screen as ever', () => {
  desk.close()
  const plain = new Desk(false)
  plain.types('54', 120)
  plain.wait(500)
  plain.close()

  expect(plain.reached).toEqual(['5', '4'])
})

test('while nobody wants typed keys they reach the screen, and a burst is still a burst', () => {
  desk.close()
  let wanted = false
  desk = new Desk(true, () => wanted)
  desk.key('5', 200)
  desk.key(' ', 200)
  desk.wait(500)
  expect([desk.typed, desk.reached]).toEqual([[], ['5', ' ']])

  wanted = true
  desk.key('6', 200)
  desk.key(' ', 200)
  desk.wait(200)
  desk.types('548426015', 5)
  desk.wait(500)
  expect(desk.typed[0]).toBe('6')
  expect(desk.reached).toEqual(['5', ' ', ' '])
  expect(desk.bursts.map(({ text }) => text)).toEqual(['548426015'])
})

test('the loss of the keyboard is told once, and its return', () => {
  desk.hasFocus = false
  window.dispatchEvent(new Event('blur'))
  window.dispatchEvent(new Event('blur'))
  expect(desk.wedge.hasKeyboard()).toBe(false)
  desk.hasFocus = true
  window.dispatchEvent(new Event('focus'))

  expect(desk.keyboard).toEqual(['blurred', 'focused'])
})

test('half a number before the keyboard was lost and the whole one after it are two bursts, no field being touched', () => {
  desk.types('222426', 5)
  desk.hasFocus = false
  window.dispatchEvent(new Event('blur'))
  desk.wait(900)
  desk.hasFocus = true
  window.dispatchEvent(new Event('focus'))
  desk.types('222426194803124522', 5)
  desk.key('Enter', 5)

  expect(document.activeElement).toBe(document.body)
  expect(desk.bursts.map(({ text }) => text)).toEqual(['222426', '222426194803124522'])
})

test('a stopped wedge hears nothing', () => {
  desk.wedge.stop()
  desk.types('548426015', 5)
  desk.key('Enter', 5)

  expect(desk.bursts).toEqual([])
})
