import type { Still } from '@/capture/photo/encodeStill'

/** The symbologies that cards, carriers and our own pages use; every further one costs 5 to 10 times the decoding time. */
export type Symbology = 'code128' | 'qr'

/** One code, and the very frame in which it was read. Times in ms. */
export interface CodeRead {
  kind: 'read'
  text: string
  symbology: Symbology
  frame: Still
  /** From the moment the frame was on the screen until this report. */
  scanToReadMs: number
}

/** Two or more different codes in one frame: ask for one of them. */
export interface SeveralCodes {
  kind: 'several'
  count: number
}

/** `decoder_missing`: it could not be loaded. `decoder_stopped`: it died again and again. */
export type ScanProblem = { kind: 'decoder_missing' } | { kind: 'decoder_stopped' }

/** What the decoder is asked: the bitmap is handed over; texts in `known` need no picture. */
export interface Question {
  id: number
  bitmap: ImageBitmap
  known: string[]
}

/** What was seen in one frame. `frame` is null when the text was already known. `tookMs` is decoding without the picture. */
export type Sighting =
  | { kind: 'nothing'; tookMs: number }
  | { kind: 'several'; count: number; tookMs: number }
  | { kind: 'one'; text: string; symbology: Symbology; frame: Still | null; tookMs: number }

export type Answer = { kind: 'ready'; initMs: number } | { kind: 'failed' } | { kind: 'seen'; id: number; sighting: Sighting }
