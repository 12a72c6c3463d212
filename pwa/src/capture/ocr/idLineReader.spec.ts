import { beforeEach, expect, test } from 'vitest'
import { Gone } from '@/capture/asking'
import { createIdLineReader, type IdLineReader } from './idLineReader'
import type { Recogniser } from './recogniser'
import type { LineProblem, LineRead, LineSighting } from './types'

const nothing: LineSighting = { kind: 'nothing', tookMs: 20 }
const unsound: LineSighting = { kind: 'unsound', tookMs: 20 }
const number = (text: string): LineSighting => ({ kind: 'number', number: text, certainty: 0.9, tookMs: 20 })
const video = document.createElement('video')
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** A camera, a recogniser and a clock in the test's hands. */
class Table {
  now = 0
  reads: LineRead[] = []
  problems: LineProblem[] = []
  looks = 0
  started = 0
  closed = 0
  closedBitmaps = 0
  sees: () => Promise<LineSighting> = () => Promise.resolve(nothing)
  loads: () => Promise<number> = () => Promise.resolve(500)
  private showFrame: ((at: number) => void) | null = null
  readonly reader: IdLineReader = createIdLineReader(
    { onRead: (read) => this.reads.push(read), onProblem: (problem) => this.problems.push(problem) },
    {
      startRecogniser: () => this.start(),
      watchFrames: (_video, onFrame) => {
        this.showFrame = onFrame
        return () => (this.showFrame = null)
      },
      grab: () => Promise.resolve({ close: () => this.closedBitmaps++ } as unknown as ImageBitmap),
      now: () => this.now,
    },
  )

  private start(): Recogniser {
    this.started++
    const ready = this.loads()
    ready.catch(() => undefined)
    return {
      ready,
      look: () => {
        this.looks++
        return this.sees()
      },
      close: () => this.closed++,
    }
  }

  /** Show one frame 100 ms after the last and let everything it causes happen. */
  async frame(sees?: LineSighting): Promise<void> {
    if (sees) this.sees = () => Promise.resolve(sees)
    this.now += 100
    this.showFrame?.(this.now)
    await settled()
  }
}

let table: Table

beforeEach(async () => {
  table = new Table()
  table.reader.start(video)
  await settled()
})

test('a number that two frames agree upon is told once, and the reader rests', async () => {
  for (let frame = 0; frame < 5; frame++) await table.frame(number('A'))

  expect(table.reads).toEqual([{ number: 'A', method: 'camera', lookedForMs: 100 }])
  expect(table.looks).toBe(2)
})

test('no number is told that only one frame has seen, however many frames there are', async () => {
  for (const seen of [number('A'), number('B'), number('A'), unsound, number('A'), number('C')]) await table.frame(seen)
  expect(table.reads).toEqual([])
})

test('the next card is read after it was asked for, and needs two frames of its own', async () => {
  await table.frame(number('A'))
  await table.frame(number('A'))
  table.reader.resume()
  await table.frame(number('A'))
  expect(table.reads).toHaveLength(1)

  await table.frame(number('B'))
  await table.frame(number('B'))
  expect(table.reads.map((read) => read.number)).toEqual(['A', 'B'])
})

test('no frame is looked at before the recogniser is ready', async () => {
  const slow = new Table()
  let ready: (ms: number) => void = () => undefined
  slow.loads = () => new Promise((resolve) => (ready = resolve))
  slow.reader.start(video)
  await slow.frame(number('A'))
  expect([slow.looks, slow.reader.isReady()]).toEqual([0, false])

  ready(2_000)
  await settled()
  await slow.frame()
  expect([slow.looks, slow.reader.isReady(), slow.reader.stats().initMs]).toEqual([1, true, 2_000])
})

test('what was seen in a frame before a pause is not told after it', async () => {
  let answer: (sighting: LineSighting) => void = () => undefined
  await table.frame(number('A'))
  table.sees = () => new Promise((resolve) => (answer = resolve))
  await table.frame()
  table.reader.pause()
  answer(number('A'))
  await settled()
  expect(table.reads).toEqual([])
})

test('one that dies is replaced, and after three in a row the view is told', async () => {
  table.sees = () => Promise.reject(new Gone('error'))
  await table.frame()
  expect([table.started, table.problems]).toEqual([2, []])

  for (let frame = 0; frame < 4; frame++) await table.frame()
  expect([table.started, table.problems]).toEqual([3, [{ kind: 'recogniser_stopped' }]])
})

test('one that cannot be loaded is told as missing', async () => {
  const broken = new Table()
  broken.loads = () => Promise.reject(new Gone('loading'))
  broken.reader.start(video)
  await settled()
  expect(broken.problems).toEqual([{ kind: 'recogniser_missing' }])
})

test('stop lets the recogniser go', () => {
  table.reader.stop()
  expect(table.closed).toBe(1)
  expect(table.reader.isReady()).toBe(false)
})
