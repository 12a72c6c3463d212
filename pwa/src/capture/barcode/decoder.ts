import type { Answer, Question, Sighting } from './types'

/** Looks for codes in one frame at a time; takes the bitmap over. */
export interface Decoder {
  look: (bitmap: ImageBitmap, known: string[]) => Promise<Sighting>
  /** ms from start to ready; rejects when the decoder cannot be loaded. */
  ready: Promise<number>
  close: () => void
}

/** The decoder is gone; a new one may do better. */
export class DecoderGone extends Error {}

interface Waiting {
  id: number
  resolve: (sighting: Sighting) => void
  reject: (error: Error) => void
}

/** No frame takes this long; a decoder that does hangs. */
const hangsAfterMs = 8_000

/** Start the decoder in a worker of its own. */
export function startDecoder(): Decoder {
  return driveDecoder(new Worker(new URL('./barcode.worker.ts', import.meta.url), { type: 'module', name: 'barcode' }))
}

/** Ask a worker in the barcode protocol, one question at a time. */
export function driveDecoder(worker: Worker): Decoder {
  let waiting: Waiting | null = null
  let lastId = 0
  let settleReady: { resolve: (initMs: number) => void; reject: (error: Error) => void } | null = null
  const ready = new Promise<number>((resolve, reject) => (settleReady = { resolve, reject }))
  ready.catch(() => undefined) // heard by whoever looks; a decoder closed while loading is no error

  function fail(reason: string): void {
    worker.terminate()
    settleReady?.reject(new DecoderGone(reason))
    waiting?.reject(new DecoderGone(reason))
    waiting = null
  }

  worker.addEventListener('error', () => fail('error'))
  worker.addEventListener('messageerror', () => fail('message'))
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    if (data.kind === 'failed') return fail('loading')
    if (data.kind === 'ready') return settleReady?.resolve(data.initMs)
    if (data.id !== waiting?.id) return
    waiting.resolve(data.sighting)
    waiting = null
  })

  return {
    ready,
    async look(bitmap, known) {
      const id = ++lastId
      const question: Question = { id, bitmap, known }
      const answer = new Promise<Sighting>((resolve, reject) => (waiting = { id, resolve, reject }))
      worker.postMessage(question, [bitmap])
      const watch = setTimeout(() => fail('hangs'), hangsAfterMs)
      return answer.finally(() => clearTimeout(watch))
    },
    close: () => fail('closed'),
  }
}
