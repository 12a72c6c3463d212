/** Turn `\u738b` into 王: many ID readers can only type ASCII and send Chinese so. A pair of escapes gives a rare character. */
export function decodeEscapes(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
