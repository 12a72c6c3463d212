/**
 * A signature as it was written: strokes of points with their times.
 *
 * Format `application/x-songka-strokes+json`, UTF-8 JSON without spaces, read by the server:
 *
 *     {"box":[w,h],"strokes":[[[x,y,t],…],…]}
 *
 * - `box`: the pad in units; the long side is always 4000, so the numbers do not depend on the device.
 * - `x`, `y`: integers, 0…w from the left and 0…h from the top.
 * - `t`: integer ms since the first point of the first stroke; never falls.
 * - A pen that reports pressure adds a fourth integer, 0…1000. A finger's points have three.
 * - A stroke has at least one point; strokes stand in the order in which they were begun.
 */
export type Point = [x: number, y: number, t: number] | [x: number, y: number, t: number, pressure: number]

export interface Strokes {
  box: [width: number, height: number]
  strokes: Point[][]
}

export const strokesMediaType = 'application/x-songka-strokes+json'

/** Units of the long side of every pad. */
export const longSide = 4000

/** How much ink makes a signature: enough strokes, or one long enough (share of the pad's long side). */
export interface EnoughInk {
  strokes: number
  length: number
}

export const usualEnoughInk: EnoughInk = { strokes: 2, length: 0.25 }

/** Encode in the format above; the same strokes always give the same bytes. */
export function encodeStrokes({ box, strokes }: Strokes): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ box, strokes }))
}

/** Strokes as a form at a desk sends them: position and time; how hard the pen was pressed is of no use there. */
export const inkOf = ({ box, strokes }: Strokes) => ({ box: [...box], strokes: strokes.map((stroke) => stroke.map(([x, y, ms]) => [x, y, ms])) })

/** Size of the box of a pad of so many CSS pixels. */
export function boxOf(width: number, height: number): [width: number, height: number] {
  const scale = longSide / Math.max(width, height, 1)
  return [Math.round(width * scale), Math.round(height * scale)]
}

/** Length of the ink in units. */
export function inkLength({ strokes }: Strokes): number {
  return strokes.reduce((sum, stroke) => sum + strokeLength(stroke), 0)
}

/** True when this can be somebody's name: one dot or a slip of the hand cannot. */
export function isEnoughInk(strokes: Strokes, enough: EnoughInk = usualEnoughInk): boolean {
  const drawn = strokes.strokes.filter((stroke) => strokeLength(stroke) > longSide / 100)
  return drawn.length >= enough.strokes || inkLength(strokes) >= enough.length * longSide
}

function strokeLength(stroke: readonly Point[]): number {
  let sum = 0
  for (let at = 1; at < stroke.length; at++) {
    const [from, to] = [stroke[at - 1], stroke[at]]
    if (from && to) sum += Math.hypot(to[0] - from[0], to[1] - from[1])
  }
  return sum
}
