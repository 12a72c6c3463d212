import { inkOutline, inkPath } from './ink'
import type { Strokes } from './strokes'

export interface InkCanvas {
  /** Follow the element's size and the screen's pixel ratio. */
  resize: (width: number, height: number, pixelRatio: number) => void
  /** Draw all strokes; the last one may still grow. */
  draw: (strokes: Strokes, isWriting: boolean) => void
}

/** Draw ink on a canvas; strokes that are finished are outlined once. */
export function createInkCanvas(canvas: HTMLCanvasElement): InkCanvas {
  const pen = canvas.getContext('2d')
  let finished: Path2D[] = []

  function pathAt({ strokes }: Strokes, at: number, isWriting: boolean): Path2D {
    const isFinished = !isWriting || at < strokes.length - 1
    const known = finished[at]
    if (isFinished && known) return known
    const path = new Path2D(inkPath(inkOutline(strokes[at] ?? [], isFinished)))
    if (isFinished) finished[at] = path
    return path
  }

  return {
    resize(width, height, pixelRatio) {
      canvas.width = Math.round(width * pixelRatio)
      canvas.height = Math.round(height * pixelRatio)
    },
    draw(strokes, isWriting) {
      if (!pen) return
      finished = finished.slice(0, strokes.strokes.length - (isWriting ? 1 : 0))
      pen.setTransform(1, 0, 0, 1, 0, 0)
      pen.clearRect(0, 0, canvas.width, canvas.height)
      const scale = Math.min(canvas.width / strokes.box[0], canvas.height / strokes.box[1])
      pen.setTransform(scale, 0, 0, scale, 0, 0)
      pen.fillStyle = getComputedStyle(canvas).color
      strokes.strokes.forEach((_stroke, at) => pen.fill(pathAt(strokes, at, isWriting)))
    },
  }
}
