/** A text line in a picture, in its pixels: the middle, the length along the line, the height of its characters, its tilt in radians. */
export interface Line {
  x: number
  y: number
  length: number
  height: number
  tilt: number
}

/** A picture of brightness alone, one byte a pixel. */
export interface Gray {
  pixels: Uint8Array | Uint8ClampedArray
  width: number
  height: number
}

const mostTilt = (9 * Math.PI) / 180
const tiltSteps = 12 // to either side: 0.75° apart
/** A line of eighteen digits is about fourteen times as long as high; the label before it may be in sight as well. */
const leastShare = 0.4

/**
 * Find the one line of print in a band that holds little else: the tilt at which its strokes fall into the fewest rows.
 * Null where nothing stands out.
 */
export function findLine(band: Gray): Line | null {
  const strokes = strokesOf(band)
  let best: { tilt: number; score: number; rows: Float32Array } | null = null
  for (let step = -tiltSteps; step <= tiltSteps; step++) {
    const tilt = (step / tiltSteps) * mostTilt
    const rows = rowsAt(strokes, band, tilt)
    const score = rows.reduce((sum, row) => sum + row * row, 0)
    if (!best || score > best.score) best = { tilt, score, rows }
  }
  return best ? lineAt(strokes, band, best.tilt, best.rows) : null
}

/** Where brightness changes along a row: the upright strokes of characters, not the edges of the card. */
function strokesOf({ pixels, width, height }: Gray): Float32Array {
  const strokes = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const change = Math.abs((pixels[at + 1] ?? 0) - (pixels[at - 1] ?? 0))
      strokes[at] = change > 12 ? Math.min(change, 96) : 0 // a glaring edge counts no more than a clear stroke
    }
  }
  return strokes
}

/** Strokes of each row, the rows leaning by the tilt through the middle of the band. */
function rowsAt(strokes: Float32Array, { width, height }: Gray, tilt: number): Float32Array {
  const rows = new Float32Array(height)
  const slope = Math.tan(tilt)
  for (let x = 0; x < width; x++) {
    const shift = Math.round((x - width / 2) * slope)
    const from = Math.max(0, shift)
    const to = Math.min(height, height + shift)
    for (let y = from; y < to; y++) rows[y - shift] = (rows[y - shift] ?? 0) + (strokes[y * width + x] ?? 0)
  }
  return rows
}

function lineAt(strokes: Float32Array, band: Gray, tilt: number, rows: Float32Array): Line | null {
  const smooth = smoothed(rows)
  const peak = smooth.indexOf(Math.max(...smooth))
  const floor = Math.min(...smooth)
  const edge = floor + ((smooth[peak] ?? 0) - floor) * 0.4
  const [top, bottom] = spanAround(smooth, peak, edge)
  const height = bottom - top + 1
  if (height < 4 || height > band.height * 0.75) return null
  const columns = columnsOf(strokes, band, tilt, top, bottom)
  const [left, right] = reach(columns, height)
  const length = right - left + 1
  if (length < band.width * leastShare) return null
  const x = (left + right) / 2
  const y = (top + bottom) / 2 + (x - band.width / 2) * Math.tan(tilt)
  return { x, y, length, height, tilt }
}

function smoothed(rows: Float32Array): Float32Array {
  return rows.map((row, y) => ((rows[y - 1] ?? row) + row + (rows[y + 1] ?? row)) / 3)
}

function spanAround(values: Float32Array, peak: number, edge: number): [number, number] {
  let [top, bottom] = [peak, peak]
  while (top > 0 && (values[top - 1] ?? 0) >= edge) top--
  while (bottom < values.length - 1 && (values[bottom + 1] ?? 0) >= edge) bottom++
  return [top, bottom]
}

function columnsOf(strokes: Float32Array, { width, height }: Gray, tilt: number, top: number, bottom: number): Float32Array {
  const columns = new Float32Array(width)
  const slope = Math.tan(tilt)
  for (let x = 0; x < width; x++) {
    const shift = Math.round((x - width / 2) * slope)
    for (let y = Math.max(0, top + shift); y <= Math.min(height - 1, bottom + shift); y++) columns[x] = (columns[x] ?? 0) + (strokes[y * width + x] ?? 0)
  }
  return columns
}

/** From the first to the last column that carries strokes, looking over gaps as wide as a character and a half. */
function reach(columns: Float32Array, height: number): [number, number] {
  const usual = [...columns].sort((one, other) => one - other)[Math.floor(columns.length * 0.6)] ?? 0
  const inked = columns.map((value) => (value > usual * 0.35 ? 1 : 0))
  const gap = Math.ceil(height * 1.5)
  let best: [number, number] = [0, -1]
  let start = -1
  let last = -1
  for (let x = 0; x <= inked.length; x++) {
    const isInk = inked[x] === 1
    if (start >= 0 && (x === inked.length || (isInk && x - last > gap))) {
      if (last - start > best[1] - best[0]) best = [start, last]
      start = -1
    }
    if (!isInk) continue
    if (start < 0) start = x
    last = x
  }
  return best
}
