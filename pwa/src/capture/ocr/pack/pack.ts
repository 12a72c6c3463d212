import { packCache, packFiles, type PackFile } from './files'

/** `absent`: not on this device yet. `failed`: the last try to fetch it broke off; what arrived whole is kept. */
export type PackState = 'absent' | 'fetching' | 'ready' | 'failed'

export interface PackStatus {
  state: PackState
  /** 0 to 1, by bytes. */
  progress: number
}

export interface IdLinePack {
  status: () => PackStatus
  /** See what is on this device, without a network. */
  look: () => Promise<PackStatus>
  /** Fetch what is missing; whoever asks meanwhile waits for the same fetch. Never throws. */
  ensure: () => Promise<PackStatus>
}

/** What the pack stands on; replaced in tests. */
export interface PackParts {
  files: readonly PackFile[]
  open: () => Promise<Cache>
  fetch: (url: string) => Promise<Response>
  onStatus: (status: PackStatus) => void
}

/** Files come from our own server, and the browser's own cache need not keep them a second time. */
export const ownParts: Omit<PackParts, 'onStatus'> = {
  files: packFiles,
  open: () => caches.open(packCache),
  fetch: (url) => fetch(url, { cache: 'no-store' }),
}

/** Keep the files in a cache of their own: each is there whole and with the right hash, or not at all. */
export function createPack(parts: PackParts): IdLinePack {
  const all = parts.files.reduce((sum, { bytes }) => sum + bytes, 0)
  let status: PackStatus = { state: 'absent', progress: 0 }
  let running: Promise<PackStatus> | null = null

  function set(state: PackState, progress: number): PackStatus {
    status = { state, progress }
    parts.onStatus(status)
    return status
  }

  async function missing(): Promise<PackFile[]> {
    const cache = await parts.open()
    const kept = await Promise.all(parts.files.map(({ url }) => cache.match(url)))
    return parts.files.filter((_file, at) => !kept[at])
  }

  async function look(): Promise<PackStatus> {
    if (running) return status
    const lacking = await missing().catch(() => null) // no storage at all
    if (running) return status
    return lacking?.length === 0 ? set('ready', 1) : set('absent', 0)
  }

  async function fetchAll(): Promise<PackStatus> {
    const lacking = await missing()
    let arrived = all - lacking.reduce((sum, { bytes }) => sum + bytes, 0)
    if (lacking.length === 0) return set('ready', 1)
    set('fetching', arrived / all)
    for (const file of lacking) {
      const before = arrived
      const bytes = await load(file, (count) => set('fetching', (before + count) / all))
      await keep(file, bytes)
      arrived = before + file.bytes
    }
    await dropOthers()
    return set('ready', 1)
  }

  async function load(file: PackFile, onBytes: (count: number) => void): Promise<Uint8Array<ArrayBuffer>> {
    const response = await parts.fetch(file.url)
    if (!response.ok || !response.body) throw new Error(`pack: ${response.status}`)
    const bytes = new Uint8Array(file.bytes)
    let count = 0
    const reader = response.body.getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (count + part.value.length > file.bytes) throw new Error('pack: too long')
      bytes.set(part.value, count)
      count += part.value.length
      onBytes(count)
    }
    if (count !== file.bytes || (await sha256(bytes)) !== file.sha256) throw new Error('pack: not the file')
    return bytes
  }

  async function keep({ url }: PackFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const type = url.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream'
    const cache = await parts.open()
    await cache.put(url, new Response(bytes, { headers: { 'Content-Type': type } }))
  }

  /** What an earlier version of the app had put here is of no use once the new files are whole. */
  async function dropOthers(): Promise<void> {
    const cache = await parts.open()
    const ours = parts.files.map(({ url }) => url)
    const kept = await cache.keys()
    await Promise.all(kept.filter(({ url }) => !ours.some((own) => url.endsWith(own))).map((old) => cache.delete(old)))
  }

  async function ensure(): Promise<PackStatus> {
    running ??= fetchAll()
      .catch(() => set('failed', status.progress))
      .finally(() => (running = null))
    return running
  }

  return { status: () => status, look, ensure }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
