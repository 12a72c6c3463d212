import { grabShown } from '@/capture/camera/cover'
import { startDecoder, type Decoder } from './decoder'
import { createWindow, type ScanStats } from './figures'
import { createPresence } from './presence'
import type { CodeRead, ScanProblem, SeveralCodes, Sighting } from './types'
import { watchFrames } from './videoFrames'

export interface ScannerCallbacks {
  onRead: (read: CodeRead) => void
  onSeveral: (several: SeveralCodes) => void
  onProblem: (problem: ScanProblem) => void
}

/** What the scanner stands on; replaced in tests. */
export interface ScannerParts {
  startDecoder: () => Decoder
  watchFrames: typeof watchFrames
  grab: (video: HTMLVideoElement) => Promise<ImageBitmap>
  now: () => number
}

export interface BarcodeScanner {
  start: (video: HTMLVideoElement) => void
  stop: () => void
  /** Somebody types instead: look at no frame for a moment, so that their keys do not wait for it. */
  rest: () => void
  stats: () => ScanStats
}

const goneAfterMs = 1_500
const several = '\0several' // no code carries this text
const decodersTried = 3
/** After a look in vain the decoder rests for this share of its time: a day in a village runs on battery. */
const restShare = 0.5
/** Longer than from one key to the next. */
const typingMs = 600

const realParts: ScannerParts = { startDecoder, watchFrames, grab: grabShown, now: () => performance.now() }

/**
 * Make a scanner over a playing video: one frame in flight, and always the newest.
 * A text is reported once until it has been out of the picture for 1.5 s; so is the sight of several codes.
 */
export function createBarcodeScanner(callbacks: ScannerCallbacks, parts: ScannerParts = realParts): BarcodeScanner {
  const presence = createPresence(goneAfterMs)
  const figures = { hit: createWindow(200), miss: createWindow(200), scanToRead: createWindow(200) }
  const count = { frames: 0, hits: 0, misses: 0, skipped: 0 }
  let initMs: number | null = null
  let decoder: Decoder | null = null
  let stopFrames: (() => void) | null = null
  let run = 0
  let failures = 0
  let isBusy = false
  let restsUntil = 0

  function openDecoder(): Decoder {
    const opened = parts.startDecoder()
    opened.ready.then(
      (ms) => (initMs = ms),
      () => decoder === opened && decoderFailed('decoder_missing'),
    )
    return opened
  }

  function decoderFailed(kind: ScanProblem['kind']): void {
    decoder?.close()
    decoder = null
    if (++failures < decodersTried) return
    halt()
    callbacks.onProblem({ kind })
  }

  function halt(): void {
    run++
    stopFrames?.()
    stopFrames = null
  }

  function frameShown(video: HTMLVideoElement, shownAt: number): void {
    count.frames++
    if (isBusy || shownAt < restsUntil) return void count.skipped++
    isBusy = true
    void lookAt(video, shownAt, run).finally(() => (isBusy = false))
  }

  async function lookAt(video: HTMLVideoElement, shownAt: number, mine: number): Promise<void> {
    const bitmap = await parts.grab(video).catch(() => null)
    if (!bitmap) return // the video has no picture at this moment
    if (mine !== run) return bitmap.close()
    const asked = (decoder ??= openDecoder())
    const sighting = await asked.look(bitmap, presence.present(parts.now())).catch(() => null)
    if (mine !== run) return
    if (!sighting) return decoder === asked ? decoderFailed('decoder_stopped') : undefined
    failures = 0
    note(sighting, shownAt)
  }

  function note(sighting: Sighting, shownAt: number): void {
    const now = parts.now()
    if (sighting.kind === 'nothing') {
      count.misses++
      restsUntil = Math.max(restsUntil, now + sighting.tookMs * restShare)
      return figures.miss.add(sighting.tookMs)
    }
    count.hits++
    figures.hit.add(sighting.tookMs)
    if (sighting.kind === 'several') {
      if (presence.arrives(several, now)) callbacks.onSeveral({ kind: 'several', count: sighting.count })
      return
    }
    if (!presence.arrives(sighting.text, now) || !sighting.frame) return
    const scanToReadMs = now - shownAt
    figures.scanToRead.add(scanToReadMs)
    callbacks.onRead({ kind: 'read', text: sighting.text, symbology: sighting.symbology, frame: sighting.frame, scanToReadMs })
  }

  decoder = openDecoder() // loads while the camera opens

  return {
    start(video) {
      halt()
      failures = 0
      decoder ??= openDecoder()
      stopFrames = parts.watchFrames(video, (shownAt) => frameShown(video, shownAt))
    },
    stop() {
      halt()
      const closing = decoder
      decoder = null
      closing?.close()
    },
    rest: () => (restsUntil = parts.now() + typingMs),
    stats: () => ({
      ...count,
      initMs,
      hitMs: figures.hit.median(),
      missMs: figures.miss.median(),
      scanToReadMs: figures.scanToRead.median(),
    }),
  }
}
