import { createBurstWatch, usualPace, type BurstPace } from './burst'
import { decodeEscapes } from './escapes'
import { snapshotField, type FieldSnapshot } from './field'
import { writtenBy } from './keys'

/** What a scanner or reader typed in one go. */
export interface Burst {
  /** As the keys came, without the closing Enter. */
  raw: string
  /** With `\uXXXX` escapes decoded. */
  text: string
}

export interface WedgeOptions {
  onBurst: (burst: Burst) => void
  /** A person's keys while no field has the focus, so that a page's own keypad need not listen to keys itself. */
  onTyped?: (text: string) => void
  /** Whether typed keys are wanted just now; while they are not, they are the page's own. Always, when not said. */
  wantsTyped?: () => boolean
  /** The window has lost the keyboard: what the reader types now goes elsewhere. */
  onBlurred?: () => void
  onFocused?: () => void
  pace?: BurstPace
}

/** What the wedge stands on; replaced in tests. */
export interface WedgeParts {
  window: Window
  /** When the key was pressed, in ms: the event's own stamp stays true while the page is busy. */
  stamp: (event: KeyboardEvent) => number
  after: (ms: number, act: () => void) => () => void
}

export interface Wedge {
  start: () => void
  stop: () => void
  hasKeyboard: () => boolean
}

/** Real window and timers. */
export function browserParts(): WedgeParts {
  return {
    window,
    stamp: (event) => event.timeStamp,
    after(ms, act) {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
  }
}

/**
 * Listen for scanners and ID readers that type like a keyboard, wherever the focus is.
 * A burst never stays in a field: it is taken back as soon as its pace gives it away.
 * The keys' stamps alone decide whose they are; timers only let go of what was held back, for a busy page hears keys late.
 */
export function createWedge(options: WedgeOptions, parts: WedgeParts = browserParts()): Wedge {
  const pace = options.pace ?? usualPace
  const watch = createBurstWatch(pace)
  let field: FieldSnapshot | null = null
  let held = '' // keys kept from the page so far
  let cancelSilence: () => void = () => undefined
  let hadKeyboard = true

  function onKey(event: KeyboardEvent): void {
    const written = writtenBy(event)
    if (written === null) return
    const at = parts.stamp(event)
    if (!watch.follows(at)) finish()
    if (watch.text() === '') field = snapshotField(parts.window.document)
    const verdict = watch.key(written, at)
    if (verdict === 'leave') return leave(event, written)
    event.preventDefault()
    event.stopImmediatePropagation()
    if (verdict === 'open') field?.restore()
    if (verdict === 'end') return finish()
    if (verdict === 'swallow') return
    held += written
    waitForSilence(pace.pauseMs + pace.lateMs, finish)
  }

  function leave(event: KeyboardEvent, written: string): void {
    if (written === '\n') return finish()
    // A space presses the button that has the focus, as Enter does: no reader begins with one.
    if (field || !wantsTyped() || written === '\t' || written === ' ') return tell()
    event.preventDefault() // held back until the pace shows whose key it was
    event.stopImmediatePropagation()
    held += written
    waitForSilence(pace.gapMs, tell)
  }

  function wantsTyped(): boolean {
    return options.onTyped !== undefined && (options.wantsTyped?.() ?? true)
  }

  function waitForSilence(ms: number, act: () => void): void {
    cancelSilence()
    cancelSilence = parts.after(ms, act)
  }

  /** Let go of what was held back; the keys may still turn out to begin a burst. */
  function tell(): void {
    cancelSilence()
    const typed = held
    held = ''
    if (typed !== '' && wantsTyped()) options.onTyped?.(typed)
  }

  function finish(): void {
    cancelSilence()
    const raw = watch.text()
    const wasMachine = watch.isMachine()
    const isBurst = wasMachine && [...raw].length >= pace.minLength
    watch.close()
    if (!isBurst && !field) return tell()
    held = ''
    if (isBurst) return options.onBurst({ raw, text: decodeEscapes(raw) })
    if (wasMachine) field?.insert(raw)
  }

  function checkKeyboard(): void {
    const { document } = parts.window
    const has = document.visibilityState === 'visible' && document.hasFocus()
    if (has === hadKeyboard) return
    hadKeyboard = has
    if (has) options.onFocused?.()
    else options.onBlurred?.()
  }

  return {
    start() {
      parts.window.addEventListener('keydown', onKey, { capture: true })
      parts.window.addEventListener('focus', checkKeyboard)
      parts.window.addEventListener('blur', checkKeyboard)
      parts.window.document.addEventListener('visibilitychange', checkKeyboard)
      hadKeyboard = true
      checkKeyboard()
    },
    stop() {
      cancelSilence()
      watch.close()
      parts.window.removeEventListener('keydown', onKey, { capture: true })
      parts.window.removeEventListener('focus', checkKeyboard)
      parts.window.removeEventListener('blur', checkKeyboard)
      parts.window.document.removeEventListener('visibilitychange', checkKeyboard)
    },
    hasKeyboard: () => hadKeyboard,
  }
}
