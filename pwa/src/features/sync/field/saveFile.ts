// Where a rescue file is written: where the browser lets a person choose, into that very file, piece by piece (a USB stick);
// else into its downloads.
import { saveAs } from '@/session'
import type { RescueSink } from '@/sync'

interface FilePicker {
  showSaveFilePicker(options: { suggestedName: string; types: { description: string; accept: Record<string, string[]> }[] }): Promise<FileSystemFileHandle>
}

export interface OpenFile {
  /** What it is called now. */
  name: string
  write: RescueSink
  /** The file is whole. */
  close: () => Promise<void>
  /** Leave no half of it behind. */
  abort: () => Promise<void>
}

const TYPE = 'application/octet-stream'
const ENDING = '.songka'

/** The name says which tablet and when, and nothing about people. */
export function fileName(device: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' }).format(at)
  return `songka-rescue-${device.slice(-8)}-${parts.replace(/[-:]/g, '').replace(' ', '-')}${ENDING}`
}

/** Ask where, and open it; null when the person thinks better of it. Call it from a press: browsers ask for that. */
export async function openFile(name: string, what: string): Promise<OpenFile | null> {
  if (!('showSaveFilePicker' in window)) return download(name)
  try {
    const picked = await (window as unknown as FilePicker).showSaveFilePicker({ suggestedName: name, types: [{ description: what, accept: { [TYPE]: [ENDING] } }] })
    const stream = await picked.createWritable()
    return { name: picked.name, write: (bytes) => stream.write(bytes as BufferSource), close: () => stream.close(), abort: () => stream.abort() }
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === 'AbortError') return null
    // A browser that has the call may still forbid it here (an embedded one): then it is a download.
    if (problem instanceof DOMException && ['SecurityError', 'NotAllowedError'].includes(problem.name)) return download(name)
    throw problem
  }
}

function download(name: string): OpenFile {
  // Each piece becomes a Blob of its own, which the browser may keep on the disk.
  let parts: Blob[] = []
  return {
    name,
    write: (bytes) => Promise.resolve(void parts.push(new Blob([bytes as BlobPart]))),
    close: () => Promise.resolve(saveAs(new Blob(parts, { type: TYPE }), name)),
    abort: () => Promise.resolve(void (parts = [])),
  }
}
