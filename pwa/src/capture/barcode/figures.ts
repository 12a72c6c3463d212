/** How the scanner does on this device; medians over the last frames, in ms, null before the first. */
export interface ScanStats {
  frames: number
  hits: number
  misses: number
  /** Frames shown while the decoder was busy or at rest. */
  skipped: number
  initMs: number | null
  hitMs: number | null
  missMs: number | null
  scanToReadMs: number | null
}

/** Make a window over the last `size` values. */
export function createWindow(size: number): { add: (value: number) => void; median: () => number | null } {
  const values: number[] = []
  return {
    add(value) {
      values.push(value)
      if (values.length > size) values.shift()
    },
    median: () => median(values),
  }
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}
