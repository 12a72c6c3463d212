import { askWorker } from '@/capture/asking'
import type { Question, Sighting } from './types'

/** Looks for codes in one frame at a time; takes the bitmap over. */
export interface Decoder {
  look: (bitmap: ImageBitmap, known: string[]) => Promise<Sighting>
  /** ms from start to ready; rejects when the decoder cannot be loaded. */
  ready: Promise<number>
  close: () => void
}

/** Start the decoder in a worker of its own. */
export function startDecoder(): Decoder {
  const worker = new Worker(new URL('./barcode.worker.ts', import.meta.url), { type: 'module', name: 'barcode' })
  const { ask, ready, close } = askWorker<Question, Sighting>(worker)
  return { look: (bitmap, known) => ask({ bitmap, known }, [bitmap]), ready, close }
}
