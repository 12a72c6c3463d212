/** Mean brightness of RGBA pixels, 0 black to 255 white (Rec. 601 weights). */
export function meanLuma(rgba: Uint8ClampedArray): number {
  let sum = 0
  for (let at = 0; at < rgba.length; at += 4) {
    sum += 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0)
  }
  return rgba.length === 0 ? 0 : sum / (rgba.length / 4)
}

const darkBelow = 45
const lightAbove = 65

/** Make a watch that says once, on the way down, that it has become dark; it flickers not between the two bounds. */
export function createDarkWatch(): (luma: number) => boolean {
  let isDark = false
  return (luma) => {
    const wasDark = isDark
    if (luma < darkBelow) isDark = true
    if (luma > lightAbove) isDark = false
    return isDark && !wasDark
  }
}
