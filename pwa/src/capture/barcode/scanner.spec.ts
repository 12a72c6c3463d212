import { beforeEach, expect, test } from 'vitest'
import { Gone } from '@/capture/asking'
import type { Decoder } from './decoder'
import { createBarcodeScanner, type BarcodeScanner } from './scanner'
import type { CodeRead, ScanProblem, SeveralCodes, Sighting } from './types'

const frame = { blob: new Blob(['jpeg']), width: 838, height: 720 }
const nothing: Sighting = { kind: 'nothing', tookMs: 5 }
const one = (text: string, isKnown: boolean): Sighting => ({ kind: 'one', text, symbology: 'code128', frame: isKnown ? null : frame, tookMs: 5 })

/** A camera, a decoder and a clock in the test's hands. */
class Table {
  now = 0
  reads: CodeRead[] = []
  several: SeveralCodes[] = []
  problems: ScanProblem[] = []
  asked: string[][] = []
  closedBitmaps = 0
  decodersStarted = 0
  decodersClosed = 0
  sees: (known: string[]) => Promise<Sighting> = () => Promise.resolve(nothing)
  loads: () => Promise<number> = () => Promise.resolve(12)
  private showFrame: ((at: number) => void) | null = null
  readonly scanner: BarcodeScanner

  constructor() {
    const bitmap = { close: () => this.closedBitmaps++ } as unknown as ImageBitmap
    this.scanner = createBarcodeScanner(
      { onRead: (read) => this.reads.push(read), onSeveral: (several) => this.several.push(several), onProblem: (problem) => this.problems.push(problem) },
      {
        startDecoder: () => this.startDecoder(),
        watchFrames: (_video, onFrame) => {
          this.showFrame = onFrame
          return () => (this.showFrame = null)
        },
        grab: () => Promise.resolve(bitmap),
        now: () => this.now,
      },
    )
  }

  private startDecoder(): Decoder {
    this.decodersStarted++
    const ready = this.loads()
    ready.catch(() => undefined)
    return {
      ready,
      look: (_bitmap, known) => {
        this.asked.push(known)
        return this.sees(known)
      },
      close: () => this.decodersClosed++,
    }
  }

  holds(text: string | null): void {
    this.sees = (known) => Promise.resolve(text === null ? nothing : one(text, known.includes(text)))
  }

  /** Show one frame and let everything it causes happen. */
  async frame(at: number): Promise<void> {
    this.now = at
    this.showFrame?.(at)
    await settled()
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
const video = document.createElement('video')
let table: Table

beforeEach(() => {
  table = new Table()
  table.scanner.start(video)
})

test('a card is reported with the frame in which it was read', async () => {
  table.holds('548426015')
  await table.frame(0)

  expect(table.reads).toEqual([{ kind: 'read', text: '548426015', symbology: 'code128', frame, scanToReadMs: 0 }])
})

test('a card that stays in the picture is reported once, and no second picture of it is asked for', async () => {
  table.holds('548426015')
  for (const at of [0, 100, 200]) await table.frame(at)

  expect(table.reads).toHaveLength(1)
  expect(table.asked).toEqual([[], ['548426015'], ['548426015']])
})

test('a card that comes back after 1.5 s is reported again', async () => {
  table.holds('A')
  await table.frame(0)
  table.holds(null)
  await table.frame(800)
  table.holds('A')
  await table.frame(1_600)

  expect(table.reads.map(({ text }) => text)).toEqual(['A', 'A'])
})

test('cards that follow each other are reported one by one', async () => {
  for (const [at, text] of ['A', 'B', 'C'].entries()) {
    table.holds(text)
    await table.frame(at * 100)
  }

  expect(table.reads.map(({ text }) => text)).toEqual(['A', 'B', 'C'])
})

test('two codes in one frame are no reading, and are told once', async () => {
  table.sees = () => Promise.resolve({ kind: 'several', count: 2, tookMs: 9 })
  await table.frame(0)
  await table.frame(100)

  expect(table.reads).toEqual([])
  expect(table.several).toEqual([{ kind: 'several', count: 2 }])
})

test('frames that come while one is looked at are left out', async () => {
  let finish: (sighting: Sighting) => void = () => undefined
  table.sees = () => new Promise((resolve) => (finish = resolve))
  await table.frame(0)
  await table.frame(33)
  await table.frame(66)
  expect(table.asked).toHaveLength(1)

  finish(nothing)
  await settled()
  await table.frame(100)

  expect(table.asked).toHaveLength(2)
  expect(table.scanner.stats()).toMatchObject({ frames: 4, skipped: 2, misses: 1 })
})

test('after a look in vain the decoder rests for half as long as it took', async () => {
  table.sees = () => Promise.resolve({ kind: 'nothing', tookMs: 80 })
  await table.frame(100)
  await table.frame(133)
  expect(table.asked).toHaveLength(1)

  await table.frame(140)
  expect(table.asked).toHaveLength(2)
})

test('the time from the frame on screen to the report is measured', async () => {
  table.sees = () => {
    table.now += 40
    return Promise.resolve(one('A', false))
  }
  await table.frame(500)

  expect(table.reads[0]?.scanToReadMs).toBe(40)
  expect(table.scanner.stats()).toMatchObject({ hits: 1, hitMs: 5, scanToReadMs: 40, initMs: 12 })
})

test('what a stopped scanner still finds is not reported', async () => {
  let finish: (sighting: Sighting) => void = () => undefined
  table.sees = () => new Promise((resolve) => (finish = resolve))
  await table.frame(0)
  table.scanner.stop()
  finish(one('A', false))
  await settled()

  expect(table.reads).toEqual([])
  expect(table.decodersClosed).toBe(1)
})

test('a decoder that dies is replaced and reading goes on', async () => {
  table.sees = () => Promise.reject(new Gone('error'))
  await table.frame(0)
  table.holds('A')
  await table.frame(100)

  expect(table.reads).toHaveLength(1)
  expect(table.decodersStarted).toBe(2)
  expect(table.problems).toEqual([])
})

test('a decoder that dies again and again is a problem, told once', async () => {
  table.sees = () => Promise.reject(new Gone('error'))
  for (const at of [0, 100, 200, 300, 400]) await table.frame(at)

  expect(table.problems).toEqual([{ kind: 'decoder_stopped' }])
})

test('a decoder that cannot be loaded is named as such', async () => {
  const broken = new Table()
  broken.loads = () => Promise.reject(new Gone('loading'))
  broken.sees = () => Promise.reject(new Gone('loading'))
  broken.scanner.stop()
  broken.scanner.start(video)
  for (const at of [0, 100, 200, 300]) await broken.frame(at)

  expect(broken.problems).toEqual([{ kind: 'decoder_missing' }])
})

test('no frame is looked at while somebody types, and the first one after is', async () => {
  table.holds('548426015')
  table.scanner.rest()
  for (const at of [10, 300, 599]) await table.frame(at)
  expect(table.asked).toHaveLength(0)

  await table.frame(600)
  expect(table.reads).toHaveLength(1)
})
