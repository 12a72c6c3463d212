/** A part of a picture, in its own pixels. */
export interface Part {
  x: number
  y: number
  width: number
  height: number
}

/** The part of a picture that `object-fit: cover` shows in a box; the whole where the box has no size. */
export function coverPart(width: number, height: number, boxWidth: number, boxHeight: number): Part {
  if (boxWidth <= 0 || boxHeight <= 0 || width <= 0 || height <= 0) return { x: 0, y: 0, width, height }
  const scale = Math.max(boxWidth / width, boxHeight / height)
  const shown = { width: Math.min(width, Math.round(boxWidth / scale)), height: Math.min(height, Math.round(boxHeight / scale)) }
  return { x: Math.floor((width - shown.width) / 2), y: Math.floor((height - shown.height) / 2), ...shown }
}

/**
 * Grab what the person sees of the video at this moment.
 * What lies outside the screen is not looked at: a code there would be nobody's choice.
 */
export function grabShown(video: HTMLVideoElement): Promise<ImageBitmap> {
  const { x, y, width, height } = coverPart(video.videoWidth, video.videoHeight, video.clientWidth, video.clientHeight)
  return createImageBitmap(video, x, y, width, height)
}
