import type { Burst, CameraProblem, CodeRead, IdRead, IdReaderStatus, LineStats, ScanStats } from '@/capture'
import type { LineSighting } from '@/capture/ocr/types'

/** What the page tells the browser tests. */
export interface Lab {
  reads: (CodeRead & { at: number })[]
  several: number
  darkenings: number
  problems: (CameraProblem | string)[]
  bursts: Burst[]
  typed: string
  keyboard: string[]
  /** When something new came before the lens, on the `performance.now()` scale. */
  appearances: number[]
  signature: string
  isEnough: boolean
  stats: () => ScanStats
  /** Picture of one read as base64. */
  frameOf: (index: number) => Promise<string>
  /** A marked still of the video as base64. */
  still: (watermark: string) => Promise<string>
  /** A still of a file given as base64. */
  stillOf: (base64: string) => Promise<string>
  /** Numbers that the view of the number line told. */
  numbers: string[]
  lineStats: () => LineStats | null
  nextCard: () => void
  /** Load the recogniser alone; gives the ms it took. */
  openRecogniser: () => Promise<number>
  /** Forget the card before. */
  newCard: () => void
  /** Look at the next still of a card (1280×720, base64), 0.1 s after the one before. */
  look: (base64: string) => Promise<Look>
  /** ID cards that readers told, other codes, and each state of the device's reader. */
  idReads: IdRead[]
  codes: string[]
  readerStatus: IdReaderStatus[]
}

/** One look at a still; `askedMs` counts the way to the recogniser and back, `taken` is what is told after it. */
export type Look = LineSighting & { askedMs: number; taken: string | null }

declare global {
  interface Window {
    lab: Lab
  }
}

export async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

export function bytesOf(text: string): Blob {
  return new Blob([Uint8Array.from(atob(text), (character) => character.charCodeAt(0))])
}
