// The file is compared byte by byte with tests/vectors/rescue_file.json, which the server's tests read as well. It is made
// anew with WRITE_VECTORS=1 in the environment, when the format gets a new version.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { WaitingRecord } from './ports'
import { writeRescue, type Rescued, type RescueManifest, type RescuePorts } from './rescue'

interface Vector {
  manifest: RescueManifest
  token: string
  records: { id: string; sealed: string; attachments: { length: number; bytes: string | null }[] }[]
  file: string
}

const place = new URL('../../../tests/vectors/rescue_file.json', import.meta.url)
const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
/** As a device would sign it, but for the signature. */
const tokenOf = (text: string): string => ['{"alg":"ES256","typ":"songka-rescue"}', text, 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.')
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** A queue in memory; what is settled is no longer waiting, as in the real one. */
class Outbox {
  constructor(
    readonly rows: WaitingRecord[],
    readonly files: Map<string, Uint8Array>,
    readonly came = new Set<string>(),
  ) {}

  waiting = () => Promise.resolve([...this.rows])
  attachment = (sealed: string) => Promise.resolve(this.files.get(sealed) ?? null)
  arrived = (sealed: string) => Promise.resolve(this.came.has(sealed))
}

function portsOf(outbox: Outbox, signed: string[] = []): RescuePorts {
  const last = outbox.rows.at(-1)
  return {
    outbox,
    head: () => Promise.resolve({ epoch: 2, seq: last?.place[1] ?? 0, hash: last?.hash ?? null, count: 40, ended: [{ epoch: 1, seq: 9 }] }),
    sha256: (bytes) => Promise.resolve(hashOf(bytes)),
    sign: (text) => {
      signed.push(text)
      return Promise.resolve(tokenOf(text))
    },
    device: '0192a0c4-1111-7222-8333-444455556666',
    build: '0.1.0+test',
    now: () => new Date('2026-11-28T06:05:00Z'),
  }
}

function record(seq: number, contents: (Uint8Array | null)[]): { row: WaitingRecord; files: [string, Uint8Array][] } {
  const sealed = `{"ciphertext":"of record ${seq}"}`
  const named = contents.map((bytes, nth) => ({ bytes, sealed: bytes ? hashOf(bytes) : hashOf(`gone ${seq} ${nth}`), sha256: hashOf(`clear ${seq} ${nth}`) }))
  const attachments = named.map((one) => ({ sha256: one.sha256, sealed: one.sealed, length: one.bytes?.length ?? 7 }))
  const row: WaitingRecord = { id: `record-${seq}`, place: [2, seq], hash: hashOf(`signed ${seq}`), sealedHash: hashOf(sealed), sealed, attachments }
  return { row, files: named.flatMap((one) => (one.bytes ? [[one.sealed, one.bytes] as [string, Uint8Array]] : [])) }
}

function outboxOf(...made: ReturnType<typeof record>[]): Outbox {
  return new Outbox(made.map(({ row }) => row), new Map(made.flatMap(({ files }) => files)))
}

async function saved(outbox: Outbox, onProgress?: (now: Rescued) => void): Promise<{ file: Buffer; done: Rescued; manifest: RescueManifest }> {
  const parts: Uint8Array[] = []
  const signed: string[] = []
  const done = await writeRescue(portsOf(outbox, signed), (bytes) => Promise.resolve(void parts.push(bytes)), onProgress)
  return { file: Buffer.concat(parts), done, manifest: JSON.parse(signed[0] ?? '') as RescueManifest }
}

/** A photo with line breaks and a frame's head in it, one that is all zeros, and one that is gone. */
const golden = () =>
  outboxOf(record(7, [new TextEncoder().encode('\n{"frame":"record"\n'), new Uint8Array(300)]), record(8, [null]), record(9, []))

describe('the rescue file (H10)', () => {
  it('is the same, byte by byte, as the one both sides know', async () => {
    const outbox = golden()
    const { file, manifest } = await saved(outbox)
    if (process.env['WRITE_VECTORS']) {
      const token = tokenOf(JSON.stringify(manifest))
      const records = outbox.rows.map(({ id, sealed, attachments }) => {
        const bytes = attachments.map((one) => ({ length: one.length, bytes: outbox.files.has(one.sealed) ? base64(outbox.files.get(one.sealed) ?? file) : null }))
        return { id, sealed, attachments: bytes }
      })
      writeFileSync(place, `${JSON.stringify({ manifest, token, records, file: base64(file) }, null, 1)}\n`)
    }
    const { default: vector } = (await import('@vectors/rescue_file.json')) as unknown as { default: Vector }
    expect(manifest).toEqual(vector.manifest)
    expect(file.toString('base64')).toBe(vector.file)
  })

  it('holds the very bytes that would be sent, and names what this tablet has lost', async () => {
    const outbox = golden()
    const { file, done, manifest } = await saved(outbox)
    for (const { sealed } of outbox.rows) expect(file.includes(sealed)).toBe(true)
    for (const bytes of outbox.files.values()) expect(file.includes(Buffer.from(bytes))).toBe(true)
    expect(manifest.records.map(({ lost }) => lost.length)).toEqual([0, 1, 0])
    expect(done).toEqual({ records: 3, ofRecords: 3, attachments: 2, bytes: file.length })
  })

  it('leaves out what the county has and this tablet has not, without calling it lost', async () => {
    const one = record(7, [null])
    const outbox = outboxOf(one)
    outbox.came.add(one.row.attachments[0]?.sealed ?? '')
    expect((await saved(outbox)).manifest.records[0]?.lost).toEqual([])
  })

  it('is whole when another tab uploads meanwhile, and takes nothing out of the queue', async () => {
    const outbox = outboxOf(...[1, 2, 3, 4].map((seq) => record(seq, [new Uint8Array([seq])])))
    const before = [...outbox.rows]
    const { done, manifest } = await saved(outbox, ({ records }) => {
      // The other tab brings one after the other, and saves one more.
      outbox.came.add(outbox.rows[records]?.attachments[0]?.sealed ?? '')
      outbox.rows.shift()
      if (records === 2) outbox.rows.push(record(5, []).row)
    })
    expect(manifest.records.map(({ place: [, seq] }) => seq)).toEqual(before.map(({ place: [, seq] }) => seq))
    expect(done).toMatchObject({ records: 4, attachments: 4 })
    expect(outbox.rows.map(({ place: [, seq] }) => seq)).toEqual([5])
  })

  it('says so when the disk refuses in the middle', async () => {
    let left = 3
    const full = () => (left-- > 0 ? Promise.resolve() : Promise.reject(new DOMException('full', 'QuotaExceededError')))
    await expect(writeRescue(portsOf(golden()), full)).rejects.toThrow('full')
  })

  it('grows piece by piece: two thousand records with a photo each are never in memory together', async () => {
    const photo = new Uint8Array(80_000)
    const rows = Array.from({ length: 2000 }, (_, nth) => record(nth + 1, [photo]).row)
    const outbox = new Outbox(rows, new Map([[hashOf(photo), photo]]))
    let longest = 0
    let bytes = 0
    const done = await writeRescue(portsOf(outbox), (part) => {
      longest = Math.max(longest, part.length)
      bytes += part.length
      return Promise.resolve()
    })
    expect(done).toMatchObject({ records: 2000, attachments: 2000, bytes })
    expect(bytes).toBeGreaterThan(160_000_000)
    expect(longest).toBeLessThan(2_000_000)
  })
})
