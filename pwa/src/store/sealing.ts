// AES-256-GCM chunks. Whether a key is right is judged by the seal alone: no hash of a secret is stored.
import { randomBytes, toBytes } from './bytes'

export interface Sealed {
  iv: Uint8Array
  data: Uint8Array
}

/** The seal did not open: the wrong key, or changed bytes. */
export class SealBroken extends Error {
  constructor() {
    super('seal_broken')
  }
}

export async function newSealKey(): Promise<CryptoKey> {
  return await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt'])
}

/** Extractable: an officer who enrols again on this tablet gets the same key sealed anew. */
export async function importSealKey(raw: Uint8Array): Promise<CryptoKey> {
  return await crypto.subtle.importKey('raw', raw as BufferSource, 'AES-GCM', true, ['encrypt', 'decrypt'])
}

/** Seal `bytes` under `key`; `label` says what they are, and they open under no other label. */
export async function seal(key: CryptoKey, label: string, bytes: Uint8Array): Promise<Sealed> {
  const iv = randomBytes(12)
  const data = await crypto.subtle.encrypt(parameters(iv, label), key, bytes as BufferSource)
  return { iv, data: new Uint8Array(data) }
}

/** Open what `seal` made. Throws SealBroken. */
export async function open(key: CryptoKey, label: string, sealed: Sealed): Promise<Uint8Array> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters(sealed.iv, label), key, sealed.data as BufferSource))
  } catch {
    throw new SealBroken()
  }
}

function parameters(iv: Uint8Array, label: string): AesGcmParams {
  return { name: 'AES-GCM', iv: iv as BufferSource, additionalData: toBytes(`songka|intl-1|${label}`) as BufferSource }
}
