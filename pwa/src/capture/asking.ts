/** Whoever was asked is gone; a new one may do better. */
export class Gone extends Error {}

/** What a worker answers: that it is ready, that it never will be, or what it saw. */
export type WorkerAnswer<Sighting> = { kind: 'ready'; initMs: number } | { kind: 'failed' } | { kind: 'seen'; id: number; sighting: Sighting }

/** A worker that is asked one question at a time. */
export interface Asked<Question extends { id: number }, Sighting> {
  /** Hands over what is in `transfer`; rejects with `Gone`. */
  ask: (question: Omit<Question, 'id'>, transfer: Transferable[]) => Promise<Sighting>
  /** ms from start to ready; rejects when it cannot be loaded. */
  ready: Promise<number>
  close: () => void
}

/** No frame takes this long; a worker that does hangs. */
const hangsAfterMs = 8_000

interface Waiting<Sighting> {
  id: number
  resolve: (sighting: Sighting) => void
  reject: (error: Error) => void
}

/** Ask a worker; a worker that breaks or hangs is ended. */
export function askWorker<Question extends { id: number }, Sighting>(worker: Worker): Asked<Question, Sighting> {
  let waiting: Waiting<Sighting> | null = null
  let lastId = 0
  let settleReady: { resolve: (initMs: number) => void; reject: (error: Error) => void } | null = null
  const ready = new Promise<number>((resolve, reject) => (settleReady = { resolve, reject }))
  ready.catch(() => undefined) // heard by whoever looks; a worker closed while loading is no error

  function fail(reason: string): void {
    worker.terminate()
    settleReady?.reject(new Gone(reason))
    waiting?.reject(new Gone(reason))
    waiting = null
  }

  worker.addEventListener('error', () => fail('error'))
  worker.addEventListener('messageerror', () => fail('message'))
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer<Sighting>>) => {
    if (data.kind === 'failed') return fail('loading')
    if (data.kind === 'ready') return settleReady?.resolve(data.initMs)
    if (data.id !== waiting?.id) return
    waiting.resolve(data.sighting)
    waiting = null
  })

  return {
    ready,
    async ask(question, transfer) {
      const id = ++lastId
      const answer = new Promise<Sighting>((resolve, reject) => (waiting = { id, resolve, reject }))
      worker.postMessage({ ...question, id }, transfer)
      const watch = setTimeout(() => fail('hangs'), hangsAfterMs)
      return answer.finally(() => clearTimeout(watch))
    },
    close: () => fail('closed'),
  }
}
