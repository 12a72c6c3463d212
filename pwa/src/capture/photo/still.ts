import { grabShown } from '@/capture/camera/cover'
import { encodeStill, fitInto, frameBounds, type Still, type StillBounds } from './encodeStill'
import { drawWatermark } from './watermark'

export interface StillOptions {
  bounds?: StillBounds
  /** Drawn into the picture itself, for copies of identity documents. */
  watermark?: string
}

export type StillTaken = { ok: true; still: Still } | { ok: false; problem: 'no_picture' | 'not_an_image' | 'too_large' }

/** Files above this are refused before they are decoded; a tablet's own camera stays far below. */
const maxFileBytes = 30_000_000

/** Take a still of what is seen of a playing video. */
export async function stillFromVideo(video: HTMLVideoElement, options: StillOptions = {}): Promise<StillTaken> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return { ok: false, problem: 'no_picture' }
  const bitmap = await grabShown(video).catch(() => null)
  return bitmap ? { ok: true, still: await stillOf(bitmap, options) } : { ok: false, problem: 'no_picture' }
}

/** Take a still from a file the person chose: turned upright as its camera noted, and freed of its metadata. */
export async function stillFromFile(file: Blob, options: StillOptions = {}): Promise<StillTaken> {
  if (file.size > maxFileBytes) return { ok: false, problem: 'too_large' }
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  return bitmap ? { ok: true, still: await stillOf(bitmap, options) } : { ok: false, problem: 'not_an_image' }
}

async function stillOf(bitmap: ImageBitmap, { bounds = frameBounds, watermark }: StillOptions): Promise<Still> {
  const { width, height } = fitInto(bitmap.width, bitmap.height, bounds.maxSide)
  const canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.fillStyle = '#fff' // JPEG has no transparency
  pen.fillRect(0, 0, width, height)
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  if (watermark) drawWatermark(pen, watermark)
  return encodeStill(canvas, bounds)
}
