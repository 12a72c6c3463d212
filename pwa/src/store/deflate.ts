// Deflate without a frame around it (RFC 1951), both ways: the browser's own.
import { through } from '@/sync'

export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return await through(new CompressionStream('deflate-raw'), bytes)
}

/** Throws TypeError where the bytes are no deflate stream. */
export async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  return await through(new DecompressionStream('deflate-raw'), bytes)
}
