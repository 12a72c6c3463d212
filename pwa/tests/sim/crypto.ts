// Signing and sealing for the simulator: fakes that cost nothing, behind the same port as the real thing.
import type { Notary, RecordBody } from '@/sync'
import type { Op } from './scheduler'

/** What device and server share of cryptography in a run. */
export interface Cryptography {
  notaryOf(device: string): Notary
  hash(bytes: Uint8Array): Promise<string>
  /** The signed bytes of a sealed text, or null where the server cannot open it. */
  open(sealed: string): Promise<Uint8Array | null>
  /** The body of signed bytes, or null where a signature is not this device's. */
  verify(signed: Uint8Array, device: string): Promise<RecordBody | null>
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}

export const fakeCryptography: Cryptography = {
  notaryOf: (device) => new FakeNotary(device),
  hash: (bytes) => Promise.resolve(fingerprint(bytes)),
  open: (sealed) => {
    const { record } = JSON.parse(sealed) as { record?: string }
    return Promise.resolve(record === undefined ? null : bytesOf(record))
  },
  verify: (signed, device) => {
    const [text = '', signature] = decoder.decode(signed).split('\n')
    return Promise.resolve(signature === signatureOf(text, device) ? (JSON.parse(text) as RecordBody) : null)
  },
}

class FakeNotary implements Notary {
  private sealings = 0

  constructor(private readonly device: string) {}

  sha256(bytes: Uint8Array): Promise<string> {
    return Promise.resolve(fingerprint(bytes))
  }

  sealAttachment(bytes: Uint8Array): ReturnType<Notary['sealAttachment']> {
    // Sealed twice, the same bytes are different ones.
    const salt = bytesOf(`${this.device}${(this.sealings += 1)}${Math.imul(this.sealings, 0x9e3779b1)}`)
    const sealedBytes = new Uint8Array([...salt, ...bytes])
    return Promise.resolve({ sha256: fingerprint(bytes), length: bytes.length, sealed: fingerprint(sealedBytes), sealedBytes, key: 'key' })
  }

  sign(body: RecordBody): Promise<Uint8Array> {
    const text = JSON.stringify(body)
    return Promise.resolve(bytesOf(`${text}\n${signatureOf(text, this.device)}`))
  }

  seal(signed: Uint8Array, keys: Record<string, string>, round: string): Promise<string> {
    return Promise.resolve(JSON.stringify({ record: decoder.decode(signed), keys, round }))
  }

  open(sealed: string): ReturnType<Notary['open']> {
    const { record, keys } = JSON.parse(sealed) as { record: string; keys: Record<string, string> }
    return Promise.resolve({ signed: bytesOf(record), keys })
  }

  read(signed: Uint8Array): Promise<RecordBody> {
    return Promise.resolve(JSON.parse(decoder.decode(signed).split('\n')[0] ?? '') as RecordBody)
  }
}

/** A text that the server cannot open, made of one that it could. */
export function sealedToNobody(sealed: string): string {
  return JSON.stringify({ unopenable: sealed })
}

/** The notary of one operation: each signature and seal is a point at which the tab may die. */
export function pointed(notary: Notary, op: Op): Notary {
  const at = <A extends unknown[], T>(call: (...given: A) => Promise<T>) => async (...given: A): Promise<T> => {
    await op.point()
    return await call(...given)
  }
  return {
    sha256: (bytes) => notary.sha256(bytes),
    sealAttachment: at((bytes, mediaType) => notary.sealAttachment(bytes, mediaType)),
    sign: at((body) => notary.sign(body)),
    seal: at((signed, keys, round) => notary.seal(signed, keys, round)),
    open: (sealed, round) => notary.open(sealed, round),
    read: (signed) => notary.read(signed),
  }
}

function signatureOf(text: string, device: string): string {
  return fingerprint(bytesOf(`${text}|${device}`))
}

/** A hash that is quick and good enough to tell a few thousand things apart. */
function fingerprint(bytes: Uint8Array): string {
  let one = 0xdeadbeef ^ bytes.length
  let two = 0x41c6ce57
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 2654435761)
    two = Math.imul(two ^ byte, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909)
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909)
  return (one >>> 0).toString(16).padStart(8, '0') + (two >>> 0).toString(16).padStart(8, '0')
}
