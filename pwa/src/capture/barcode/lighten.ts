/** Below this brightness of its lightest parts a picture is stretched; 0…255. */
const darkBelow = 110
const sampleEvery = 16

/**
 * Stretch a dark picture to the full range, in place; leave any other as it is.
 * The decoder sees no bars in the dark: of twelve pictures at 5 to 12 % of the light it reads 4 as they are
 * and all 12 stretched, while stretching noisy daylight pictures makes them worse.
 */
export function lighten(rgba: Uint8ClampedArray): void {
  const { low, high } = rangeOf(rgba)
  if (high >= darkBelow || high <= low) return
  const gain = 255 / (high - low)
  for (let at = 0; at < rgba.length; at++) {
    if ((at & 3) !== 3) rgba[at] = ((rgba[at] ?? 0) - low) * gain
  }
}

/** The brightness that 1 % of the picture stays below, and above; by the green channel. */
function rangeOf(rgba: Uint8ClampedArray): { low: number; high: number } {
  const counts = new Uint32Array(256)
  let total = 0
  for (let at = 1; at < rgba.length; at += 4 * sampleEvery) {
    const value = rgba[at] ?? 0
    counts[value] = (counts[value] ?? 0) + 1
    total++
  }
  return { low: rank(counts, total / 100), high: rank(counts, (total * 99) / 100) }
}

function rank(counts: Uint32Array, wanted: number): number {
  let seen = 0
  for (let value = 0; value < 256; value++) {
    seen += counts[value] ?? 0
    if (seen > wanted) return value
  }
  return 255
}
