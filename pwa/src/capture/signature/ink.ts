import { getStroke } from 'perfect-freehand'
import type { Point } from './strokes'

/**
 * The outline of one stroke of ink, in units of its box. perfect-freehand only turns points into an outline,
 * so the points that are kept stay those of the hand, and the same strokes look the same wherever they are shown.
 */
export function inkOutline(stroke: readonly Point[], isFinished: boolean): number[][] {
  const hasPressure = stroke[0]?.length === 4
  const points = stroke.map(([x, y, , pressure]) => (pressure === undefined ? [x, y] : [x, y, pressure / 1000]))
  return getStroke(points, { size: 50, thinning: 0.45, smoothing: 0.5, streamline: 0.35, simulatePressure: !hasPressure, last: isFinished })
}

/** An SVG path through the middles of the outline's points; empty for no ink. */
export function inkPath(outline: readonly number[][]): string {
  const middles = outline.map(([x = 0, y = 0], at) => {
    const [nextX = 0, nextY = 0] = outline[(at + 1) % outline.length] ?? []
    return `${x.toFixed(1)} ${y.toFixed(1)} ${((x + nextX) / 2).toFixed(1)} ${((y + nextY) / 2).toFixed(1)}`
  })
  const [startX = 0, startY = 0] = outline[0] ?? []
  return middles.length < 3 ? '' : `M${startX.toFixed(1)} ${startY.toFixed(1)}Q${middles.join('Q')}Z`
}
