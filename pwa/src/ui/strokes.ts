import type { Stroke } from './kinds'

export interface Frame { x: number; y: number; width: number; height: number }

const round = (value: number): number => Math.round(value * 10) / 10

/** The smallest frame round all points, `margin` wide on each side. */
export function frameOf(strokes: readonly Stroke[], margin: number): Frame {
  const points = strokes.flat()
  if (!points.length) return { x: 0, y: 0, width: 1, height: 1 }
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const [x, y] = [Math.min(...xs) - margin, Math.min(...ys) - margin]
  return { x, y, width: Math.max(...xs) + margin - x, height: Math.max(...ys) + margin - y }
}

/** An SVG path through the points; curves pass through the middles, so that a fast hand looks round. */
export function pathOf(stroke: Stroke): string {
  const [first, ...rest] = stroke
  if (!first) return ''
  const start = `M${round(first[0])} ${round(first[1])}`
  if (!rest.length) return `${start}h.1`
  const curves = rest.slice(0, -1).map(([x, y], i) => {
    const after = rest[i + 1] ?? [x, y]
    return `Q${round(x)} ${round(y)} ${round((x + after[0]) / 2)} ${round((y + after[1]) / 2)}`
  })
  const last = rest.at(-1) ?? first
  return `${start}${curves.join('')}L${round(last[0])} ${round(last[1])}`
}
