// The unsent queue as one file, for a tablet that does not connect (docs/api/rescue-file.md): the very bytes that would have
// been sent, each in a frame that names its hash. Nothing in it is in clear but numbers and hashes; saving settles nothing.
import type { OutboxPort, WaitingRecord } from './ports'
import type { ChainHead } from './record'

export interface RescuePorts {
  outbox: Pick<OutboxPort, 'waiting' | 'attachment' | 'arrived'>
  head: () => Promise<ChainHead>
  sha256: (bytes: Uint8Array) => Promise<string>
  /** The device's own signature over a text, as a compact JWS; nobody needs to be unlocked. */
  sign: (text: string) => Promise<string>
  device: string
  build: string
  now: () => Date
}

/** Where the file grows, piece by piece: it never lies in memory whole. */
export type RescueSink = (bytes: Uint8Array) => Promise<void>

/** How far the saving is, and at its end what was saved. */
export interface Rescued {
  records: number
  ofRecords: number
  attachments: number
  bytes: number
}

export interface RescueManifest {
  version: 1
  device: string
  build: string
  saved_at: string
  head: { epoch: number; seq: number; hash: string | null }
  ended: { epoch: number; last_seq: number }[]
  records: { place: [number, number]; hash: string; sealed: string; attachments: [sealed: string, clear: string][]; lost: string[] }[]
}

/**
 * Write what is unsent now into `sink`. Other tabs may save and upload meanwhile: what they settle is in the file all the
 * same, and what they add goes into the next one. Rejects when the disk does; then there is no whole file.
 */
export async function writeRescue(ports: RescuePorts, sink: RescueSink, onProgress: (now: Rescued) => void = () => {}): Promise<Rescued> {
  const waiting = await ports.outbox.waiting()
  const done: Rescued = { records: 0, ofRecords: waiting.length, attachments: 0, bytes: 0 }
  const put = async (bytes: Uint8Array): Promise<void> => {
    await sink(bytes)
    done.bytes += bytes.length
  }
  const manifest = toBytes(await ports.sign(JSON.stringify(await manifestOf(ports, waiting))))
  await put(toBytes('songka-rescue 1\n'))
  await put(frame('manifest', await ports.sha256(manifest), manifest))
  for (const record of waiting) {
    // What came with a record stands before it, so that the beginning of a torn file is of use by itself.
    for (const { sealed } of record.attachments) {
      const bytes = await ports.outbox.attachment(sealed)
      if (bytes === null) continue
      await put(frame('attachment', sealed, bytes))
      done.attachments += 1
    }
    await put(frame('record', record.sealedHash, toBytes(record.sealed)))
    done.records += 1
    onProgress({ ...done })
  }
  // Again at the end: a file whose beginning is damaged still says whose it is and what it holds.
  await put(frame('manifest', await ports.sha256(manifest), manifest))
  return { ...done }
}

async function manifestOf({ outbox, head, device, build, now }: RescuePorts, waiting: WaitingRecord[]): Promise<RescueManifest> {
  const { epoch, seq, hash, ended } = await head()
  const records: RescueManifest['records'] = []
  for (const { place, hash: name, sealedHash, attachments } of waiting) {
    const lost: string[] = []
    for (const { sealed, sha256 } of attachments) {
      const here = (await outbox.arrived(sealed)) || (await outbox.attachment(sealed)) !== null
      if (!here) lost.push(sha256)
    }
    records.push({ place, hash: name, sealed: sealedHash, attachments: attachments.map((one) => [one.sealed, one.sha256]), lost })
  }
  return {
    version: 1,
    device,
    build,
    saved_at: now().toISOString(),
    head: { epoch, seq, hash },
    ended: (ended ?? []).map((end) => ({ epoch: end.epoch, last_seq: end.seq })),
    records,
  }
}

/** A line that says kind, length and hash, the bytes, a line break. */
function frame(kind: 'manifest' | 'attachment' | 'record', sha256: string, bytes: Uint8Array): Uint8Array {
  const head = toBytes(`{"frame":"${kind}","bytes":${bytes.length},"sha256":"${sha256}"}\n`)
  const whole = new Uint8Array(head.length + bytes.length + 1)
  whole.set(head)
  whole.set(bytes, head.length)
  whole[whole.length - 1] = 10
  return whole
}

const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)
