// Social security numbers (domain 2.2, GB 11643-1999). Twin: server/core/identity_numbers.py.

export type NumberKind =
  | 'citizen'
  | 'citizen_15'
  | 'residence_permit'
  | 'permanent_resident'
  | 'permanent_resident_old'
  | 'foreign'
export type NumberProblem = 'empty' | 'length' | 'characters' | 'birth_date' | 'check_digit'

export interface IdentityNumber {
  text: string
  kind: NumberKind | null
  problem: NumberProblem | null
  expectedCheck: string | null
  birthDate: string | null
  sex: 'male' | 'female' | null
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_CHARACTERS = '10X98765432'
const EIGHTEEN = /^[0-9]{17}[0-9X]$/
const FIFTEEN = /^[0-9]{15}$/
const OLD_PERMANENT = /^[A-Z]{3}[0-9]{12}$/
const FOREIGN = /^[A-Z][A-Z0-9]{5,19}$/

/** Fold full-width characters and case, and drop spaces. */
export function normaliseIdentityNumber(raw: string): string {
  const folded = raw.replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
  return folded.replace(/\s/g, '').toUpperCase()
}

/** ISO 7064 MOD 11-2 check character of seventeen digits. */
export function checkCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(first17.charAt(place)), 0)
  return CHECK_CHARACTERS.charAt(sum % 11)
}

/** Read a number of any kind that a social security number may be. */
export function readIdentityNumber(raw: string): IdentityNumber {
  const text = normaliseIdentityNumber(raw)
  if (EIGHTEEN.test(text)) return readEighteen(text)
  if (FIFTEEN.test(text)) return readFifteen(text)
  if (OLD_PERMANENT.test(text)) return plain(text, 'permanent_resident_old', null)
  if (FOREIGN.test(text)) return plain(text, 'foreign', null)
  return plain(text, null, whyUnreadable(text))
}

/** Whether two numbers name the same person; a 15-digit one matches the 18 it grew into. */
export function samePersonNumber(one: string, other: string): boolean {
  const [first, second] = [normaliseIdentityNumber(one), normaliseIdentityNumber(other)]
  return first === second || first === asFifteen(second) || asFifteen(first) === second
}

/** What all numbers of one person have in common, to look them up by; samePersonNumber then decides. */
export function personNumberKey(number: string): string {
  const text = normaliseIdentityNumber(number)
  return asFifteen(text) ?? text
}

function asFifteen(text: string): string | null {
  const grown = EIGHTEEN.test(text) && text.slice(6, 8) === '19'
  return grown ? text.slice(0, 6) + text.slice(8, 17) : null
}

function plain(text: string, kind: NumberKind | null, problem: NumberProblem | null): IdentityNumber {
  return { text, kind, problem, expectedCheck: null, birthDate: null, sex: null }
}

function whyUnreadable(text: string): NumberProblem {
  if (text === '') return 'empty'
  return /^[0-9A-Z]+$/.test(text) ? 'length' : 'characters'
}

function readEighteen(text: string): IdentityNumber {
  const kind = kindOfEighteen(text)
  const birthDate = readDate(text.slice(6, 14))
  if (birthDate === null) return plain(text, kind, 'birth_date')
  // A permanent resident's card carries no sex digit that a public source confirms.
  const sex = kind === 'permanent_resident' ? null : readSex(text.charAt(16))
  const expected = checkCharacter(text.slice(0, 17))
  const right = text.charAt(17) === expected
  return { text, kind, problem: right ? null : 'check_digit', expectedCheck: right ? null : expected, birthDate, sex }
}

function kindOfEighteen(text: string): NumberKind {
  if (text.startsWith('9')) return 'permanent_resident'
  return /^8[123]0000/.test(text) ? 'residence_permit' : 'citizen'
}

function readFifteen(text: string): IdentityNumber {
  const birthDate = readDate(`19${text.slice(6, 12)}`)
  const sex = readSex(text.charAt(14))
  return { text, kind: 'citizen_15', problem: birthDate ? null : 'birth_date', expectedCheck: null, birthDate, sex }
}

function readSex(digit: string): 'male' | 'female' {
  return Number(digit) % 2 === 1 ? 'male' : 'female'
}

function readDate(digits: string): string | null {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))]
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!exists || year < 1870) return null
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`
}
