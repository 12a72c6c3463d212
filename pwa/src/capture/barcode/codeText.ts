const utf8 = new TextDecoder('utf-8', { fatal: true })
const gb18030 = new TextDecoder('gb18030', { fatal: true })

/**
 * Decode the bytes of a code: UTF-8 where they are, else GB18030.
 * Codes made by Chinese office software carry GB18030 without saying so, and a reader's own guess mangles names.
 * @param asRead what the reader made of it, for bytes that are neither
 */
export function codeText(bytes: Uint8Array, asRead: string): string {
  return decoded(utf8, bytes) ?? decoded(gb18030, bytes) ?? asRead
}

function decoded(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
