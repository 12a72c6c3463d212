// Fetch a bundle in parts that survive an interruption: what was kept is not fetched again.
import type { Answer } from './ports'

export interface DownloadPorts {
  /** Bytes from `from` on, at most `length`; `etag` is the one that the first part had. */
  range: (from: number, length: number, etag: string | null) => Promise<Answer<{ bytes: Uint8Array; total: number; etag: string }>>
  kept: () => Promise<{ parts: number; bytes: number; etag: string | null }>
  keep: (part: number, bytes: Uint8Array, etag: string) => Promise<void>
  forget: () => Promise<void>
  onProgress: (done: number, total: number) => void
}

export type DownloadEnd = { kind: 'complete' } | Exclude<Answer<never>, { kind: 'ok' }>

/** Download until complete or interrupted; call again to go on. A changed bundle starts over. */
export async function download(ports: DownloadPorts, partBytes: number): Promise<DownloadEnd> {
  let kept = await ports.kept()
  for (;;) {
    const answer = await ports.range(kept.bytes, partBytes, kept.etag)
    if (answer.kind !== 'ok') return answer
    const { bytes, total, etag } = answer.value
    if (kept.etag !== null && kept.etag !== etag) {
      await ports.forget()
      kept = { parts: 0, bytes: 0, etag: null }
      continue
    }
    if (bytes.length > 0) await ports.keep(kept.parts, bytes, etag)
    kept = { parts: kept.parts + 1, bytes: kept.bytes + bytes.length, etag }
    ports.onProgress(kept.bytes, total)
    if (kept.bytes >= total) return { kind: 'complete' }
    if (bytes.length === 0) return { kind: 'unreachable' }
  }
}
