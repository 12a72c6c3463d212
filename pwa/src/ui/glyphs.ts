/** Draws one character with the screen's fonts and answers what it looks like; equal answers look equal. */
export type Probe = (character: string) => string | null

// Nobody has been given these code points: a font can only show them as "missing".
const unassigned = ['\u{3FFFD}', '\u{EFFFD}']
const side = 32

/** Browsers without a canvas (and test runs) answer null: then nothing is called missing. */
export function canvasProbe(): Probe {
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  const family = getComputedStyle(document.body).fontFamily || 'sans-serif'
  return (character) => {
    if (!pen) return null
    pen.clearRect(0, 0, side, side)
    pen.font = `24px ${family}`
    pen.textBaseline = 'top'
    pen.fillText(character, 2, 2)
    const pixels = pen.getImageData(0, 0, side, side).data
    return `${pen.measureText(character).width}:${pixels.filter((_, i) => i % 4 === 3).join('')}`
  }
}

/** Letters, kana, hangul and the 20,902 characters that every Chinese font has need no proof. */
function isCommon(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return code < 0x3400 || (code >= 0x4e00 && code <= 0x9fa5) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xff00 && code <= 0xffef)
}

/** Answer whether the fonts can show a character; answers are remembered per character. */
export function makeGlyphCheck(probe: Probe): (character: string) => boolean {
  const known = new Map<string, boolean>()
  let missing: Set<string | null> | undefined

  return (character) => {
    if (isCommon(character)) return true
    const answer = known.get(character)
    if (answer !== undefined) return answer
    missing ??= new Set(unassigned.map(probe))
    const drawn = probe(character)
    const shows = drawn === null || !missing.has(drawn)
    known.set(character, shows)
    return shows
  }
}

/** U+2CC56, as a font table writes it. */
export const codePoint = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

let check: ((character: string) => boolean) | undefined

/** The check with this screen's own fonts. */
export function hasGlyph(character: string): boolean {
  check ??= makeGlyphCheck(canvasProbe())
  return check(character)
}
