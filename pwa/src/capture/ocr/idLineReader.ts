import { createWindow } from '@/capture/barcode/figures'
import { watchFrames } from '@/capture/barcode/videoFrames'
import { createAgreement } from './agreement'
import { grabLine } from './guide'
import { startRecogniser, type Recogniser } from './recogniser'
import type { LineProblem, LineRead, LineSighting, LineStats } from './types'

export interface LineCallbacks {
  /** Once; the reader then rests until `start` or `resume`. */
  onRead: (read: LineRead) => void
  onProblem: (problem: LineProblem) => void
  /** The recogniser is loaded. */
  onReady?: () => void
}

/** What the reader stands on; replaced in tests. */
export interface LineParts {
  startRecogniser: () => Recogniser
  watchFrames: typeof watchFrames
  grab: (video: HTMLVideoElement) => Promise<ImageBitmap>
  now: () => number
}

export interface IdLineReader {
  /** Read from a playing video; the pack must be on this device. */
  start: (video: HTMLVideoElement) => void
  pause: () => void
  /** Go on with the next card. */
  resume: () => void
  /** Let everything go. */
  stop: () => void
  isReady: () => boolean
  stats: () => LineStats
}

const recognisersTried = 3
/** After a look in vain it rests for this share of its time: a day in a village runs on battery. */
const restShare = 0.5
const realParts: LineParts = { startRecogniser, watchFrames, grab: grabLine, now: () => performance.now() }

/** Make a reader of number lines over a playing video: one frame in flight, and always the newest. */
export function createIdLineReader(callbacks: LineCallbacks, parts: LineParts = realParts): IdLineReader {
  const agreement = createAgreement()
  const frameTimes = createWindow(200)
  const count = { frames: 0, looked: 0, numbers: 0, unsound: 0 }
  let initMs: number | null = null
  let recogniser: Recogniser | null = null
  let isReady = false
  let stopFrames: (() => void) | null = null
  let screen: HTMLVideoElement | null = null
  let run = 0
  let failures = 0
  let isBusy = false
  let restsUntil = 0
  let firstLookAt: number | null = null

  function open(): Recogniser {
    const opened = parts.startRecogniser()
    opened.ready.then(
      (ms) => recogniser === opened && becomeReady(ms),
      () => recogniser === opened && failed('recogniser_missing'),
    )
    return opened
  }

  function becomeReady(ms: number): void {
    initMs = ms
    isReady = true
    callbacks.onReady?.()
  }

  function failed(kind: LineProblem['kind']): void {
    release()
    if (++failures < recognisersTried) return void (recogniser = open())
    halt()
    callbacks.onProblem({ kind })
  }

  function release(): void {
    isReady = false
    const closing = recogniser
    recogniser = null
    closing?.close()
  }

  function halt(): void {
    run++
    stopFrames?.()
    stopFrames = null
    firstLookAt = null
    agreement.forget()
  }

  function watch(video: HTMLVideoElement): void {
    halt()
    screen = video
    recogniser ??= open()
    stopFrames = parts.watchFrames(video, (shownAt) => frameShown(video, shownAt))
  }

  function frameShown(video: HTMLVideoElement, shownAt: number): void {
    count.frames++
    if (!isReady || isBusy || shownAt < restsUntil) return
    isBusy = true
    void lookAt(video, run).finally(() => (isBusy = false))
  }

  async function lookAt(video: HTMLVideoElement, mine: number): Promise<void> {
    const bitmap = await parts.grab(video).catch(() => null)
    if (!bitmap) return // the video has no picture at this moment
    const asked = recogniser
    if (mine !== run || !asked) return bitmap.close()
    firstLookAt ??= parts.now()
    const sighting = await asked.look(bitmap).catch(() => null)
    if (mine !== run) return
    if (!sighting) return recogniser === asked ? failed('recogniser_stopped') : undefined
    failures = 0
    note(sighting)
  }

  function note(sighting: LineSighting): void {
    const now = parts.now()
    count.looked++
    frameTimes.add(sighting.tookMs)
    if (sighting.kind === 'number') count.numbers++
    else restsUntil = now + sighting.tookMs * restShare
    if (sighting.kind === 'unsound') count.unsound++
    const number = agreement.hear(sighting, now)
    if (number === null) return
    const lookedForMs = now - (firstLookAt ?? now)
    halt()
    callbacks.onRead({ number, method: 'camera', lookedForMs })
  }

  return {
    start(video) {
      failures = 0
      watch(video)
    },
    pause: halt,
    resume() {
      if (screen && !stopFrames) watch(screen)
    },
    stop() {
      halt()
      screen = null
      release()
    },
    isReady: () => isReady,
    stats: () => ({ ...count, initMs, frameMs: frameTimes.median() }),
  }
}
