/** A picture that is kept as evidence: JPEG made through a canvas, so without camera metadata. Sizes in pixels. */
export interface Still {
  blob: Blob
  width: number
  height: number
}

/** Bounds of a kept picture: long side in pixels, size aimed at in bytes. */
export interface StillBounds {
  maxSide: number
  aimBytes: number
}

export const frameBounds: StillBounds = { maxSide: 1280, aimBytes: 120_000 }

/** JPEG qualities tried until the picture is small enough; the last one is taken as it comes. */
const firstQuality = 0.8
const lowerQualities = [0.7, 0.6, 0.5]

/** Size that keeps the proportions and fits the long side; never larger than the picture is. */
export function fitInto(width: number, height: number, maxSide: number): { width: number; height: number } {
  const scale = Math.min(1, maxSide / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** Encode a canvas as a bounded JPEG; a picture made through a canvas carries no camera metadata. */
export async function encodeStill(picture: OffscreenCanvas, bounds: StillBounds = frameBounds): Promise<Still> {
  const canvas = shrunk(picture, bounds.maxSide)
  let blob = await jpegOf(canvas, firstQuality)
  for (const quality of lowerQualities) {
    if (blob.size <= bounds.aimBytes) break
    blob = await jpegOf(canvas, quality)
  }
  return { blob, width: canvas.width, height: canvas.height }
}

function jpegOf(canvas: OffscreenCanvas, quality: number): Promise<Blob> {
  return canvas.convertToBlob({ type: 'image/jpeg', quality })
}

function shrunk(picture: OffscreenCanvas, maxSide: number): OffscreenCanvas {
  const { width, height } = fitInto(picture.width, picture.height, maxSide)
  if (width === picture.width && height === picture.height) return picture
  const canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(picture, 0, 0, width, height)
  return canvas
}
