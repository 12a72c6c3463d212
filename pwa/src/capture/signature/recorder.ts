import { boxOf, type Point, type Strokes } from './strokes'

/** What of a pointer event counts; sizes in CSS pixels from the pad's corner, `at` in ms. */
export interface Touch {
  id: number
  kind: 'pen' | 'touch' | 'mouse'
  x: number
  y: number
  at: number
  /** 0…1, meaningful for a pen only. */
  pressure: number
  /** Larger side of the contact. */
  contact: number
}

export interface Recorder {
  /** False when the touch is not one that writes. */
  down: (touch: Touch) => boolean
  /** False when nothing changed. */
  move: (touch: Touch) => boolean
  up: (id: number) => boolean
  /** The system took the pointer for a palm or a gesture: the stroke goes. */
  cancel: (id: number) => boolean
  /** Whether a stroke is being written now. */
  isWriting: () => boolean
  clear: () => void
  /** Take up what was written before: more strokes go on after it. */
  load: (before: Strokes) => void
  /** Set the pad's size; strokes keep their box once there is one. */
  resize: (width: number, height: number) => void
  strokes: () => Strokes
}

/** Contacts wider than this are a palm; a fingertip leaves 20 to 50 CSS pixels on the tablets known. */
export const palmFrom = 70

/** Points nearer than this to the one before add bytes and no shape; in units, about 1 CSS pixel. */
const nearestUnits = 5

/**
 * Record one writing pointer at a time. A palm never writes, even when it begins as a fingertip;
 * a pen always wins over a finger, and while a pen is in use fingers are taken for the hand that holds it.
 */
export function createRecorder(palmContact = palmFrom): Recorder {
  let size = { width: 1, height: 1 }
  let box: [width: number, height: number] = boxOf(1, 1)
  let strokes: Point[][] = []
  let writing: { id: number; kind: Touch['kind']; stroke: Point[] } | null = null
  let startedAt: number | null = null
  let isPenUsed = false

  function pointOf({ kind, x, y, at, pressure }: Touch): Point {
    const unit = Math.max(box[0] / size.width, box[1] / size.height) // the box stays whole in a pad of another shape
    startedAt ??= at - lastTime()
    const point: [number, number, number] = [within(x * unit, box[0]), within(y * unit, box[1]), Math.max(lastTime(), Math.round(at - startedAt))]
    return kind === 'pen' ? [...point, within(pressure * 1000, 1000)] : point
  }

  function lastTime(): number {
    return strokes.at(-1)?.at(-1)?.[2] ?? 0
  }

  function dropWriting(): void {
    strokes = strokes.filter((stroke) => stroke !== writing?.stroke)
    writing = null
    if (strokes.length === 0) startedAt = null
  }

  function begin(touch: Touch): void {
    if (strokes.length === 0) box = boxOf(size.width, size.height)
    const stroke = [pointOf(touch)]
    strokes.push(stroke)
    writing = { id: touch.id, kind: touch.kind, stroke }
  }

  return {
    down(touch) {
      if (touch.kind === 'touch' && (isPenUsed || touch.contact > palmContact)) return false
      if (writing && touch.kind !== 'pen') return false
      if (writing?.kind === 'touch') dropWriting()
      if (writing) return false
      isPenUsed ||= touch.kind === 'pen'
      begin(touch)
      return true
    },
    move(touch) {
      if (writing?.id !== touch.id) return false
      if (touch.kind === 'touch' && touch.contact > palmContact) {
        dropWriting()
        return true
      }
      const last = writing.stroke.at(-1)
      const point = pointOf(touch)
      if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < nearestUnits) return false
      writing.stroke.push(point)
      return true
    },
    up(id) {
      if (writing?.id !== id) return false
      writing = null
      return true
    },
    cancel(id) {
      if (writing?.id !== id) return false
      dropWriting()
      return true
    },
    isWriting: () => writing !== null,
    clear() {
      strokes = []
      writing = null
      startedAt = null
      isPenUsed = false
    },
    load(before) {
      box = [...before.box]
      strokes = before.strokes.map((stroke) => stroke.map((point) => [...point]))
      writing = null
      startedAt = null
    },
    resize(width, height) {
      size = { width: Math.max(1, width), height: Math.max(1, height) }
      if (strokes.length === 0) box = boxOf(size.width, size.height)
    },
    strokes: () => ({ box: [...box], strokes: strokes.map((stroke) => stroke.map((point) => [...point])) }),
  }
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, Math.round(value)))
}
