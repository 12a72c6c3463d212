// Bytes in and out of Web Crypto.
import { base64url } from 'jose'

/** SHA-256 as 64 lower-case hexadecimal characters. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as BufferSource)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

export function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

export function toBase64Url(bytes: Uint8Array): string {
  return base64url.encode(bytes)
}

export function fromBase64Url(text: string): Uint8Array {
  return base64url.decode(text)
}

/** A UUID version 7: grows with time, 36 lower-case characters. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16)
  const time = BigInt(now)
  for (let place = 0; place < 6; place += 1) bytes[place] = Number((time >> BigInt(40 - 8 * place)) & 0xffn)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
