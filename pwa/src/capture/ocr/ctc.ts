/** Of one class of the model: nothing, a character of numbers, a gap between words, or anything else. */
export type Sign = 'blank' | 'space' | 'other' | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | 'X'

/** One character as read, with the probability of its best step. */
export interface Glyph {
  sign: Sign
  certainty: number
}

/** The output of the model for one line: for each step the probability of each class. */
export interface Steps {
  values: Float32Array
  steps: number
  classes: number
}

/** Sort the model's characters by what they mean in a number. */
export function signsOf(characters: readonly string[]): Sign[] {
  return characters.map((character, at) => {
    if (at === 0) return 'blank'
    if (character === ' ') return 'space'
    const folded = character.toUpperCase()
    return /^[0-9X]$/.test(folded) ? (folded as Sign) : 'other'
  })
}

/**
 * Collapse the steps to characters (CTC, greedy). All classes compete, not the digits alone: a smudge that looks
 * like a letter shall not become the digit it resembles most.
 */
export function collapse({ values, steps, classes }: Steps, signs: readonly Sign[]): Glyph[] {
  const glyphs: Glyph[] = []
  let last = 0
  for (let step = 0; step < steps; step++) {
    const best = bestOf(values, step * classes, classes)
    const certainty = values[step * classes + best] ?? 0
    const sign = signs[best] ?? 'other'
    const before = glyphs.at(-1)
    if (best !== 0 && best !== last) glyphs.push({ sign, certainty })
    else if (best !== 0 && before && before.certainty < certainty) before.certainty = certainty
    last = best
  }
  return glyphs
}

function bestOf(values: Float32Array, from: number, count: number): number {
  let best = 0
  for (let at = 1; at < count; at++) if ((values[from + at] ?? 0) > (values[from + best] ?? 0)) best = at
  return best
}
