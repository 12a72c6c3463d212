/** The code in what was scanned, opened or typed: the QR holds the page's address with the code behind its #. */
export function readEnrolmentCode(text: string): string {
  const behind = text.includes('#') ? text.slice(text.indexOf('#') + 1) : text
  return behind.trim().toUpperCase()
}
