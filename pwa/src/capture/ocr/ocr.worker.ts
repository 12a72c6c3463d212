/** Reads the number line out of bands of camera frames, off the page's own thread. Protocol: `types.ts`. */
import * as ort from 'onnxruntime-web/wasm'
import { modelCharacters } from './characters'
import { collapse, signsOf, type Sign } from './ctc'
import { findLine } from './line'
import { cropAround, cropsByGuide, inputHeight, modelInput, type Crop } from './lineCrop'
import { numberIn } from './lineNumber'
import { modelFile, packCache, runtimeFile, type PackFile } from './pack/files'
import type { LineAnswer, LineQuestion, LineSighting } from './types'

/** A second look at the same frame only while it costs less than waiting for the next one. */
const budgetMs = 40
/** Wide enough for strokes of digits to stand apart, narrow enough to be searched in a few ms. */
const searchWidth = 400

let session: ort.InferenceSession
let signs: Sign[]
let turn = 0

const small = new OffscreenCanvas(searchWidth, 1)
const strip = new OffscreenCanvas(1, inputHeight)

async function load(): Promise<void> {
  const [runtime, model] = await Promise.all([kept(runtimeFile), kept(modelFile)])
  ort.env.wasm.numThreads = 1 // more would need a page isolated from all others
  ort.env.wasm.wasmBinary = runtime
  signs = signsOf(modelCharacters(new Uint8Array(model)))
  session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' })
  await run(new Float32Array(3 * inputHeight * 480), 480) // the first run is the slowest
}

async function kept({ url }: PackFile): Promise<ArrayBuffer> {
  const cache = await caches.open(packCache)
  const response = await cache.match(url)
  if (!response) throw new Error('the pack is not here')
  return response.arrayBuffer()
}

async function run(input: Float32Array, width: number): Promise<{ values: Float32Array; steps: number; classes: number }> {
  const fed = { [session.inputNames[0] ?? '']: new ort.Tensor('float32', input, [1, 3, inputHeight, width]) }
  const output = (await session.run(fed))[session.outputNames[0] ?? '']
  if (!(output?.data instanceof Float32Array)) throw new Error('the model answers in another form')
  const [, steps = 0, classes = 0] = output.dims
  return { values: output.data, steps, classes }
}

async function see(bitmap: ImageBitmap): Promise<LineSighting> {
  const began = performance.now()
  const tookMs = (): number => performance.now() - began
  let isUnsound = false
  for (const crop of cropsOf(bitmap)) {
    const verdict = numberIn(collapse(await run(cut(bitmap, crop), crop.inputWidth), signs))
    if (verdict.kind === 'number') return { ...verdict, tookMs: tookMs() }
    isUnsound ||= verdict.kind === 'unsound'
    if (tookMs() > budgetMs / 2) break
  }
  return { kind: isUnsound ? 'unsound' : 'nothing', tookMs: tookMs() }
}

/** The line that was found first, then by turns those where the guide would have it. */
function cropsOf(bitmap: ImageBitmap): Crop[] {
  const byGuide = cropsByGuide(bitmap.width, bitmap.height)
  const [guessed] = byGuide.slice(turn++ % byGuide.length)
  const line = findLine(grayOf(bitmap))
  const scale = bitmap.width / searchWidth
  const found = line && cropAround({ x: line.x * scale, y: line.y * scale, length: line.length * scale, height: line.height * scale, tilt: line.tilt })
  return [found, guessed].filter((crop) => crop != null)
}

function grayOf(bitmap: ImageBitmap): { pixels: Uint8ClampedArray; width: number; height: number } {
  small.height = Math.max(1, Math.round((searchWidth * bitmap.height) / bitmap.width))
  const pen = penOf(small)
  pen.drawImage(bitmap, 0, 0, small.width, small.height)
  const rgba = pen.getImageData(0, 0, small.width, small.height).data
  const pixels = new Uint8ClampedArray(small.width * small.height)
  for (let at = 0; at < pixels.length; at++) pixels[at] = ((rgba[at * 4] ?? 0) + 2 * (rgba[at * 4 + 1] ?? 0) + (rgba[at * 4 + 2] ?? 0)) / 4
  return { pixels, width: small.width, height: small.height }
}

/** The crop, level and in the size of the model's input. */
function cut(bitmap: ImageBitmap, crop: Crop): Float32Array {
  strip.width = crop.inputWidth
  const pen = penOf(strip)
  pen.imageSmoothingQuality = 'high'
  pen.setTransform(crop.inputWidth / crop.length, 0, 0, inputHeight / crop.height, crop.inputWidth / 2, inputHeight / 2)
  pen.rotate(-crop.tilt)
  pen.translate(-crop.x, -crop.y)
  pen.drawImage(bitmap, 0, 0)
  return modelInput(pen.getImageData(0, 0, crop.inputWidth, inputHeight).data, crop.inputWidth)
}

function penOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) throw new Error('no canvas')
  return pen
}

function answer(message: LineAnswer): void {
  postMessage(message)
}

const began = performance.now()
const ready = load()
ready.then(
  () => answer({ kind: 'ready', initMs: performance.now() - began }),
  () => answer({ kind: 'failed' }),
)

addEventListener('message', ({ data: { id, bitmap } }: MessageEvent<LineQuestion>) => {
  ready
    .then(() => see(bitmap))
    .then((sighting) => answer({ kind: 'seen', id, sighting }))
    .catch(reportError) // heard by the page as the worker's error
    .finally(() => bitmap.close())
})
