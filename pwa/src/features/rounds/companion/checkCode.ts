// The six characters that name a count, as they are read from the tablet's screen and typed here.

export const codeLength = 6

/** Fold what people type: case, spaces, and the letters that look like digits. */
export function readCode(typed: string): string {
  const folded = typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return folded.replace(/O/g, '0').replace(/[IL]/g, '1').replace(/U/g, 'V').slice(0, codeLength)
}
