import type { Burst, CameraProblem, CodeRead, ScanStats } from '@/capture'

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
}

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
