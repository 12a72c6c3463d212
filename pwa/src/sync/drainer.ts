// Keeps the outbox moving: a pass now, again after a wait that grows while nothing moves, at once when nudged.
import { StorageDown } from './reopening'
import type { PassResult } from './upload'

export interface DrainerPorts {
  pass: () => Promise<PassResult>
  /** Run the work only while no other tab of this browser does. */
  exclusively: (work: () => Promise<void>) => Promise<void>
  /** Wait, but no longer than until `nudge` is called; resolves either way. */
  sleep: (milliseconds: number) => { done: Promise<void>; wake: () => void }
  random: () => number
  retrySeconds: number[]
  idleSeconds: number
  onPass: (result: PassResult) => void
}

export interface Drainer {
  start: () => void
  stop: () => void
  /** Something changed (a record was saved, the link came back): do not wait any longer. */
  nudge: () => void
}

/** Make a drainer; `start` begins it, and it never gives up: a queue has no age. */
export function makeDrainer(ports: DrainerPorts): Drainer {
  let running = false
  let nudged = false
  let failures = 0
  let wake = () => {}

  async function once(): Promise<void> {
    nudged = false
    const result = await ports.pass().catch(failed)
    failures = failuresAfter(failures, result)
    ports.onPass(result)
  }

  async function loop(): Promise<void> {
    while (running) {
      await ports.exclusively(once)
      if (!running || nudged) continue
      const sleeping = ports.sleep(waitAfter(failures, ports))
      wake = sleeping.wake
      await sleeping.done
    }
  }

  return {
    start: () => {
      if (running) return
      running = true
      void loop()
    },
    stop: () => {
      running = false
      wake()
    },
    nudge: () => {
      nudged = true
      wake()
    },
  }
}

/** Failed passes in a row; one that broke off after it had moved something begins the row anew: on a line that comes and goes no wait may grow. */
function failuresAfter(failures: number, { end, settled, arrived }: PassResult): number {
  if (end === 'empty' || end === 'progress') return 0
  return settled + arrived > 0 ? 1 : failures + 1
}

/** A pass that broke off is a failed one: the queue is tried again. A disk that stays away has a code for people (fault C7). */
function failed(error: unknown): PassResult {
  return { end: 'stuck', settled: 0, arrived: 0, code: error instanceof StorageDown ? error.message : null }
}

/** Milliseconds until the next pass: idle, or the policy's waits with the last repeated; up to a third of jitter. */
function waitAfter(failures: number, ports: Pick<DrainerPorts, 'retrySeconds' | 'idleSeconds' | 'random'>): number {
  const place = Math.min(Math.max(failures - 1, 0), ports.retrySeconds.length - 1)
  const seconds = failures === 0 ? ports.idleSeconds : (ports.retrySeconds[place] ?? ports.idleSeconds)
  return seconds * 1000 * (1 + ports.random() / 3)
}
