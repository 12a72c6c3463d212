// People's names: matched by one spelling, never repaired (domain 2.7). Twins: server/core/names.py, server/rules/names.py.
import { variantRows } from './tables'

export type NameMatch = 'match' | 'variant' | 'differs'

const DOT_VARIANTS = /[・•‧．.∙⋅●]/g
const SPACES = /[\s\u3000\u200b-\u200d\ufeff]+/g
const VARIANTS = new Map(variantRows.map((row) => [row.variant, row.standard]))

/** The form used to match: NFC, no spaces, half-width Latin, one separator U+00B7. */
export function normaliseName(raw: string): string {
  const folded = raw
    .normalize('NFC')
    .replace(/[！-～]/g, (c) => (c === '．' ? c : String.fromCharCode(c.charCodeAt(0) - 0xfee0)))
  return folded.replace(SPACES, '').replace(DOT_VARIANTS, '·').toUpperCase()
}

/** match, variant (equal but for known variant characters) or differs. */
export function compareNames(one: string, other: string): NameMatch {
  const [first, second] = [normaliseName(one), normaliseName(other)]
  if (first === second) return 'match'
  return standard(first) === standard(second) ? 'variant' : 'differs'
}

function standard(name: string): string {
  return Array.from(name, (character) => VARIANTS.get(character) ?? character).join('')
}
