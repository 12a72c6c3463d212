// Attachments, each sealed under a key of its own that travels inside the record's envelope (design §5).
import type { SealedAttachment } from '@/sync'
import { fromBase64Url, randomBytes, sha256, toBase64Url } from './bytes'
import { deflate, inflate } from './deflate'
import { importSealKey, open, seal } from './sealing'

const DEFLATED = '.DEF'
const NONCE = 12

/** Seal bytes under a new key. Text is deflated first; pictures would not get smaller. */
export async function sealAttachment(bytes: Uint8Array, mediaType: string): Promise<SealedAttachment> {
  const isText = mediaType.endsWith('+json')
  const raw = randomBytes(32)
  const hash = await sha256(bytes)
  const { iv, data } = await seal(await importSealKey(raw), label(hash), isText ? await deflate(bytes) : bytes)
  const sealedBytes = new Uint8Array(iv.length + data.length)
  sealedBytes.set(iv)
  sealedBytes.set(data, iv.length)
  const key = toBase64Url(raw) + (isText ? DEFLATED : '')
  return { sha256: hash, length: bytes.length, sealed: await sha256(sealedBytes), sealedBytes, key }
}

/** Open what `sealAttachment` made; `clearHash` is that of the clear bytes. Throws SealBroken. */
export async function openAttachment(sealedBytes: Uint8Array, clearHash: string, key: string): Promise<Uint8Array> {
  const [raw = '', zip] = key.split('.')
  const sealed = { iv: sealedBytes.slice(0, NONCE), data: sealedBytes.slice(NONCE) }
  const opened = await open(await importSealKey(fromBase64Url(raw)), label(clearHash), sealed)
  return zip ? await inflate(opened) : opened
}

const label = (clearHash: string): string => `attachment|${clearHash}`
