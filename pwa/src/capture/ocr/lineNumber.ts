import { readIdentityNumber } from '@/rules/identityNumbers'
import type { Glyph } from './ctc'

const length = 18
/** Every character must be as certain as this; set by tests/bench/bench_id_line.py. */
export const leastCertainty = 0.5

/** What a line says: a sound number, eighteen characters that cannot be one, or nothing of the kind. */
export type LineVerdict = { kind: 'number'; number: string; certainty: number } | { kind: 'unsound' } | { kind: 'nothing' }

/**
 * Find the number in a line as read. Exactly eighteen characters of numbers must stand together: of more or fewer
 * nobody knows which one is too much or missing. Date of birth and check character must be right.
 */
export function numberIn(glyphs: readonly Glyph[]): LineVerdict {
  const run = runsOf(glyphs).find(({ length: count }) => count === length)
  if (!run) return { kind: 'nothing' }
  const certainty = Math.min(...run.map((glyph) => glyph.certainty))
  const { text, problem } = readIdentityNumber(run.map(({ sign }) => sign).join(''))
  if (problem !== null || !beginsWithProvince(text)) return { kind: 'unsound' }
  return certainty < leastCertainty ? { kind: 'nothing' } : { kind: 'number', number: text, certainty }
}

/** Characters of numbers that stand together; spaces between them do not part them, anything else does. */
function runsOf(glyphs: readonly Glyph[]): Glyph[][] {
  const runs: Glyph[][] = [[]]
  for (const glyph of glyphs) {
    if (glyph.sign === 'space') continue
    if (glyph.sign === 'other') runs.push([])
    else runs.at(-1)?.push(glyph)
  }
  return runs
}

/** 11 to 82 by the six regions of GB/T 2260, 83 for residents from Taiwan, 9 for permanent residents from abroad. */
function beginsWithProvince(number: string): boolean {
  return /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9)/.test(number)
}
