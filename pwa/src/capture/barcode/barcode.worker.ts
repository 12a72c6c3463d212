/** Reads codes out of camera frames, off the page's own thread. Protocol: `types.ts`. */
import { prepareZXingModule, readBarcodes, type ReadResult, type ReaderOptions } from 'zxing-wasm/reader'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { encodeStill } from '@/capture/photo/encodeStill'
import { codeText } from './codeText'
import { lighten } from './lighten'
import { createTiltedSearch } from './tilt'
import type { Answer, Question, Sighting, Symbology } from './types'

const codes: ReaderOptions = {
  formats: ['Code128', 'QRCode'],
  tryHarder: true,
  tryInvert: false, // labels and our own pages are dark on light
  textMode: 'Plain', // the default puts brackets into GS1 texts
  maxNumberOfSymbols: 3, // two would do, but one of them may be read twice
}
const bars: ReaderOptions = { ...codes, formats: ['Code128'] } // a QR code is found at any tilt by the straight look

/** Straight look and one or two turned ones on a slow tablet, all of them on a fast one. */
const budgetMs = 120

let straight = new OffscreenCanvas(1, 1)
let turned = new OffscreenCanvas(1, 1)

const search = createTiltedSearch({ look, now: () => performance.now(), budgetMs })

function canvasLike(old: OffscreenCanvas, { width, height }: { width: number; height: number }): OffscreenCanvas {
  return old.width === width && old.height === height ? old : new OffscreenCanvas(width, height)
}

function penOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) throw new Error('no canvas')
  return pen
}

function look(frame: OffscreenCanvas, degrees: number): Promise<ReadResult[]> {
  const pen = degrees === 0 ? penOf(frame) : turn(frame, degrees)
  const image = pen.getImageData(0, 0, frame.width, frame.height) // a copy: the frame stays as it was seen
  lighten(image.data)
  return readBarcodes(image, degrees === 0 ? codes : bars)
}

function turn(frame: OffscreenCanvas, degrees: number): OffscreenCanvasRenderingContext2D {
  const { width, height } = frame
  turned = canvasLike(turned, frame)
  const pen = penOf(turned)
  pen.reset() // else the corners would still show an earlier frame
  pen.setTransform(1, 0, 0, 1, width / 2, height / 2)
  pen.rotate((degrees * Math.PI) / 180)
  pen.drawImage(frame, -width / 2, -height / 2)
  return pen
}

function textOf(result: ReadResult): string {
  return result.symbology === 'QRCode' ? codeText(result.bytes, result.text) : result.text
}

async function see({ bitmap, known }: Question): Promise<Sighting> {
  const began = performance.now()
  straight = canvasLike(straight, bitmap)
  penOf(straight).drawImage(bitmap, 0, 0)
  bitmap.close()
  const found = new Map((await search(straight)).map((result) => [textOf(result), result] as const))
  const tookMs = performance.now() - began
  const [first] = found
  if (!first) return { kind: 'nothing', tookMs }
  if (found.size > 1) return { kind: 'several', count: found.size, tookMs }
  const [text, result] = first
  const symbology: Symbology = result.symbology === 'QRCode' ? 'qr' : 'code128'
  const frame = known.includes(text) ? null : await encodeStill(straight)
  return { kind: 'one', text, symbology, frame, tookMs }
}

function answer(message: Answer): void {
  postMessage(message)
}

const began = performance.now()
const ready = prepareZXingModule({
  overrides: { locateFile: (path: string, folder: string) => (path.endsWith('.wasm') ? wasmUrl : folder + path) },
  fireImmediately: true,
})
ready.then(
  () => answer({ kind: 'ready', initMs: performance.now() - began }),
  () => answer({ kind: 'failed' }),
)

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  ready
    .then(() => see(data))
    .then((sighting) => answer({ kind: 'seen', id: data.id, sighting }))
    .catch(reportError) // heard by the page as the worker's error
})
