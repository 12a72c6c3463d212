/** What the recogniser is asked: the part of a frame around the number line is handed over. */
export interface LineQuestion {
  id: number
  bitmap: ImageBitmap
}

/**
 * What was seen in one frame. `number`: eighteen characters, sound by date and check character, one frame's word.
 * `unsound`: eighteen characters that no card carries. Times in ms.
 */
export type LineSighting =
  | { kind: 'number'; number: string; certainty: number; tookMs: number }
  | { kind: 'unsound'; tookMs: number }
  | { kind: 'nothing'; tookMs: number }

export type LineAnswer = { kind: 'ready'; initMs: number } | { kind: 'failed' } | { kind: 'seen'; id: number; sighting: LineSighting }

/** A number that two frames in a row agreed upon. */
export interface LineRead {
  number: string
  /** How it is named in records. */
  method: 'camera'
  /** From the first frame looked at to this report, in ms. */
  lookedForMs: number
}

/** `recogniser_missing`: it could not be loaded. `recogniser_stopped`: it died again and again. */
export type LineProblem = { kind: 'recogniser_missing' } | { kind: 'recogniser_stopped' }

/** Frames looked at and what came of them; medians in ms, null before the first. */
export interface LineStats {
  frames: number
  looked: number
  numbers: number
  unsound: number
  initMs: number | null
  frameMs: number | null
}
