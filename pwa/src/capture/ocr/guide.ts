import { coverPart, type Part } from '@/capture/camera/cover'

/** An ID card is 85.6 mm wide and 54 mm high. */
const cardShape = 85.6 / 54
/** Where on the card the number's line is, with room for a hand that holds it not quite right. Shares of the card. */
const band = { left: 0.24, top: 0.745, width: 0.78, height: 0.235 }
/** Where on the card the number is printed: shown, so that it comes to lie in the middle of the band. */
const print = { left: 0.3, top: 0.795, width: 0.66, height: 0.135 }
/** How much of the view the card takes at most; the rest is for words and tools. */
const share = { width: 0.9, height: 0.66 }
const middle = 0.46
/** A view much wider than high shows the lower part of the card alone, else its digits would come out too small. */
const wide = { from: 2, height: 1.15, bottom: 0.74 }

/** The outline in which to hold the card, where its number should come to lie, and the band that is read; in the pixels of the view. */
export interface Guide {
  card: Part
  number: Part
  line: Part
}

/** Lay the guide into a view of this size. */
export function guideIn(width: number, height: number): Guide {
  const isWide = width > height * wide.from
  const cardWidth = Math.min(width * share.width, height * (isWide ? wide.height : share.height) * cardShape)
  const cardHeight = cardWidth / cardShape
  const y = isWide ? height * wide.bottom - cardHeight : height * middle - cardHeight / 2
  const card = { x: (width - cardWidth) / 2, y, width: cardWidth, height: cardHeight }
  return { card, number: partOf(card, print), line: partOf(card, band) }
}

function partOf({ x, y, width, height }: Part, share: typeof band): Part {
  return { x: x + width * share.left, y: y + height * share.top, width: width * share.width, height: height * share.height }
}

/** The band in the pixels of a picture that is shown in a view with `object-fit: cover`. */
export function lineInPicture(picture: { width: number; height: number }, view: { width: number; height: number }): Part {
  const shown = coverPart(picture.width, picture.height, view.width, view.height)
  const scale = view.width > 0 ? shown.width / view.width : 1
  const { line } = guideIn(shown.width / scale, shown.height / scale)
  const x = Math.max(0, Math.floor(shown.x + line.x * scale))
  const y = Math.max(0, Math.floor(shown.y + line.y * scale))
  return {
    x,
    y,
    width: Math.max(1, Math.min(picture.width - x, Math.round(line.width * scale))),
    height: Math.max(1, Math.min(picture.height - y, Math.round(line.height * scale))),
  }
}

/** Grab the band of the number's line from a video as it is shown at this moment. */
export function grabLine(video: HTMLVideoElement): Promise<ImageBitmap> {
  const picture = { width: video.videoWidth, height: video.videoHeight }
  const { x, y, width, height } = lineInPicture(picture, { width: video.clientWidth, height: video.clientHeight })
  return createImageBitmap(video, x, y, width, height)
}
