import { askWorker } from '@/capture/asking'
import type { LineQuestion, LineSighting } from './types'

/** Reads one band at a time; takes the bitmap over. */
export interface Recogniser {
  look: (bitmap: ImageBitmap) => Promise<LineSighting>
  /** ms from start to ready; rejects when it cannot be loaded. */
  ready: Promise<number>
  close: () => void
}

/** Start the recogniser in a worker of its own; the pack must be on this device. */
export function startRecogniser(): Recogniser {
  const worker = new Worker(new URL('./ocr.worker.ts', import.meta.url), { type: 'module', name: 'id-line' })
  const { ask, ready, close } = askWorker<LineQuestion, LineSighting>(worker)
  return { look: (bitmap) => ask({ bitmap }, [bitmap]), ready, close }
}
