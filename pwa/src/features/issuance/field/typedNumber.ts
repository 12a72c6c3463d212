// Whether a number typed from a document is whole and sound, judged at every key.
import { readIdentityNumber, samePersonNumber } from '@/rules'

export type TypedProblem = 'short' | 'characters' | 'birth_date' | 'check_digit' | 'differs'

const USUAL_LENGTH = 18
const OTHER_KINDS: readonly (string | null)[] = ['permanent_resident_old', 'foreign']

/** What is wrong with what was typed so far, in the order in which a clerk mends it; `expected` is the roster's number if there is one. */
export function typedProblem(typed: string, expected: string | null): TypedProblem | null {
  const { problem, kind } = readIdentityNumber(typed)
  if (typed.length < (expected?.length ?? lengthOf(kind))) return 'short'
  if (problem === 'birth_date' || problem === 'check_digit') return problem
  if (problem !== null) return 'characters'
  return expected === null || samePersonNumber(typed, expected) ? null : 'differs'
}

/** Passports and old permits have no fixed length: what reads as one may be whole. */
function lengthOf(kind: string | null): number {
  return OTHER_KINDS.includes(kind) ? 0 : USUAL_LENGTH
}
