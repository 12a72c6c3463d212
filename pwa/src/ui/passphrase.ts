/** Crockford's base32, as printed: no I, L, O or U, so that what people mistake for them can be forgiven. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const mistaken: Record<string, string> = { O: '0', I: '1', L: '1' }

export const passphraseLength = 8
const group = 4

/** Keep what can belong to a printed passphrase, in its one spelling without the hyphen. */
export function readPassphrase(typed: string): string {
  return [...typed.normalize('NFKC').toUpperCase()]
    .map((letter) => mistaken[letter] ?? letter)
    .filter((letter) => alphabet.includes(letter))
    .join('')
    .slice(0, passphraseLength)
}

/** XXXX-XXXX, as printed. */
export const writePassphrase = (read: string): string => (read.length > group ? `${read.slice(0, group)}-${read.slice(group)}` : read)
