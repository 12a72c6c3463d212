import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Answer, Limits, OutboxPort, Receipt, ServerPort, SettledVerdict, Verdict, WaitingRecord } from './ports'
import { bringAhead, uploadPass } from './upload'

const LIMITS: Limits = { batchRecords: 5, batchBytes: 400, chunkBytes: 10, inFlight: 3 }

/** What a network may do to one request: lose it, lose its answer, or put a stranger's page in its place. */
type Fault = 'none' | 'lost' | 'answer_lost' | 'portal'

/** A model of the server: stores what it was told, whatever the network does afterwards. */
class ModelServer implements ServerPort {
  readonly blobs = new Map<string, number[]>()
  readonly complete = new Set<string>()
  readonly records = new Map<string, string>()
  posts = 0
  private turn = 0

  constructor(
    private readonly faults: Fault[],
    private readonly bodyLimit = Infinity,
    private readonly last: Fault = 'none',
  ) {}

  offset(sha256: string) {
    return this.faulty(() => this.progress(sha256))
  }

  putBlob(sha256: string, bytes: Uint8Array, from: number, total: number) {
    return this.faulty(() => {
      const known = this.blobs.get(sha256) ?? []
      if (from === known.length) known.push(...bytes)
      this.blobs.set(sha256, known)
      if (known.length === total) this.complete.add(sha256)
      return this.progress(sha256)
    })
  }

  postRecords(records: { sealed: string }[]): Promise<Answer<Receipt>> {
    this.posts += 1
    if (records.reduce((sum, { sealed }) => sum + sealed.length, 0) > this.bodyLimit) return Promise.resolve({ kind: 'too_large' })
    return this.faulty(() => ({ lineage: 'l', device: 'd', issued_at: '', verdicts: records.map(({ sealed }) => this.judge(sealed)) }))
  }

  private judge(bytes: string): Verdict {
    const { id, needs, poison } = JSON.parse(bytes) as { id: string; needs: string[]; poison?: boolean }
    const verdict = (kind: Verdict['verdict'], missing: string[] = []): Verdict => ({ id, hash: `h${id}`, sealed: `s${id}`, verdict: kind, reason: null, clause: null, index: null, missing })
    const missing = needs.filter((sha256) => !this.complete.has(sha256))
    if (missing.length > 0) return verdict('wait', missing)
    if (this.records.has(id)) return verdict('duplicate')
    this.records.set(id, bytes)
    return verdict(poison ? 'parked' : 'accepted')
  }

  private progress(sha256: string) {
    return { offset: this.blobs.get(sha256)?.length ?? 0, complete: this.complete.has(sha256) }
  }

  private faulty<T>(act: () => T): Promise<Answer<T>> {
    // The network heals in the end: a fault that came round at the same step of every pass would be no network.
    const fault = this.faults[this.turn++] ?? this.last
    if (fault === 'lost') return Promise.resolve({ kind: 'unreachable' })
    const value = act()
    return Promise.resolve(fault === 'none' ? { kind: 'ok', value } : { kind: 'unreachable' })
  }
}

class ModelOutbox implements OutboxPort {
  readonly settled = new Map<string, SettledVerdict>()
  readonly done = new Set<string>()

  constructor(
    private readonly records: WaitingRecord[],
    private readonly files: Map<string, Uint8Array>,
  ) {}

  waiting = () => Promise.resolve(this.records.filter((record) => !this.settled.has(record.id)))
  attachment = (sha256: string) => Promise.resolve(this.files.get(sha256) ?? new Uint8Array())
  attachmentArrived = (sha256: string) => Promise.resolve(void this.done.add(sha256))
  attachmentMissing = (sha256: string) => Promise.resolve(void this.done.delete(sha256))
  arrived = (sha256: string) => Promise.resolve(this.done.has(sha256))
  settle = (verdicts: SettledVerdict[]) => Promise.resolve(verdicts.forEach((verdict) => this.settled.set(verdict.id, verdict)))
}

function outboxOf(count: number, fileLength: number, poison: number[] = []): ModelOutbox {
  const files = new Map<string, Uint8Array>()
  const records = Array.from({ length: count }, (_, place): WaitingRecord => {
    const sha256 = `file${place}`
    files.set(sha256, new Uint8Array(fileLength).fill(place))
    const text = JSON.stringify({ id: `r${place}`, needs: [sha256], poison: poison.includes(place) })
    const attachments = [{ sha256, sealed: sha256, length: fileLength }]
    return { id: `r${place}`, place: [1, place + 1], hash: `hr${place}`, sealedHash: `sr${place}`, sealed: text, attachments }
  })
  return new ModelOutbox(records, files)
}

async function drain(outbox: ModelOutbox, server: ServerPort, passes: number): Promise<void> {
  for (let pass = 0; pass < passes; pass += 1) await uploadPass(outbox, server, LIMITS)
}

describe('uploadPass', () => {
  it('says that an empty outbox is empty and asks nobody', async () => {
    const server = new ModelServer([])
    expect(await uploadPass(outboxOf(0, 0), server, LIMITS)).toEqual({ end: 'empty', settled: 0, arrived: 0, code: null })
    expect(server.posts).toBe(0)
  })

  it('keeps every record when nobody answers', async () => {
    const outbox = outboxOf(3, 4)
    expect((await uploadPass(outbox, new ModelServer([], Infinity, 'lost'), LIMITS)).end).toBe('unreachable')
    expect(outbox.settled.size).toBe(0)
  })

  it('settles nothing on an answer that is not the server’s own', async () => {
    const outbox = outboxOf(3, 4)
    await drain(outbox, new ModelServer([], Infinity, 'portal'), 3)
    expect(outbox.settled.size).toBe(0)
  })

  it('carries the rest past a parked record', async () => {
    const outbox = outboxOf(7, 4, [2])
    await drain(outbox, new ModelServer([]), 1)
    expect(outbox.settled.size).toBe(7)
    expect(outbox.settled.get('r2')?.verdict).toBe('parked')
  })

  it('halves a batch that is too large, down to one', async () => {
    const server = new ModelServer([], 60)
    const outbox = outboxOf(6, 4)
    await drain(outbox, server, 1)
    expect(outbox.settled.size).toBe(6)
  })

  it('continues a large attachment where a cut left it', async () => {
    const server = new ModelServer(['none', 'none', 'answer_lost', 'none'])
    const outbox = outboxOf(1, 95)
    await drain(outbox, server, 12)
    expect(outbox.settled.size).toBe(1)
    expect(server.blobs.get('file0')?.length).toBe(95)
  })

  it('asks for the offset of an attachment that broke off, however small it is', async () => {
    const server = new ModelServer(['answer_lost'])
    const asked = vi.spyOn(server, 'offset')
    const broken = new Set<string>()
    const outbox = outboxOf(1, 8)
    await uploadPass(outbox, server, LIMITS, broken)
    expect([asked.mock.calls.length, [...broken]]).toEqual([0, ['file0']])
    await uploadPass(outbox, server, LIMITS, broken)
    expect([asked.mock.calls.length, broken.size, outbox.settled.size]).toEqual([1, 0, 1])
  })

  it('N2: begins nothing more once the line is down, and goes on with the new ones while it asks about those that broke off', async () => {
    const server = new ModelServer([], Infinity, 'lost')
    const put = vi.spyOn(server, 'putBlob')
    const broken = new Set<string>()
    const outbox = outboxOf(5, 4)
    await uploadPass(outbox, server, LIMITS, broken)
    expect([put.mock.calls.length, [...broken]]).toEqual([3, ['file0', 'file4', 'file1']])
    const again = new ModelServer([])
    const asked: string[] = []
    vi.spyOn(again, 'offset').mockImplementation((name) => (asked.push(`offset ${name}`), Promise.resolve({ kind: 'ok', value: { offset: 0, complete: false } })))
    const putAgain = again.putBlob.bind(again)
    vi.spyOn(again, 'putBlob').mockImplementation((name, ...rest) => (asked.push(name), putAgain(name, ...rest)))
    expect(await uploadPass(outbox, again, LIMITS, broken)).toMatchObject({ settled: 5, arrived: 5 })
    expect(asked.slice(0, 3)).toEqual(['file2', 'offset file4', 'file3'])
  })

  it('N2: brings the first group’s attachments ahead of a greeting, and no record', async () => {
    const server = new ModelServer([])
    const outbox = outboxOf(7, 4)
    expect(await bringAhead(outbox, server, LIMITS, new Set(['file3']))).toBe(5)
    expect([server.posts, outbox.settled.size, outbox.done.has('file5')]).toEqual([0, 0, false])
    expect(await uploadPass(outbox, server, LIMITS)).toMatchObject({ end: 'progress', settled: 7, arrived: 2 })
  })

  it('settles a group before the next one leaves', async () => {
    const faults: Fault[] = [...Array<Fault>(LIMITS.batchRecords + 1).fill('none'), 'lost', 'lost', 'lost']
    const outbox = outboxOf(12, 4)
    expect(await uploadPass(outbox, new ModelServer(faults), LIMITS)).toMatchObject({ end: 'unreachable', settled: 5, arrived: 5 })
    expect([...outbox.settled.keys()]).toEqual(['r0', 'r1', 'r2', 'r3', 'r4'])
  })

  it('S4: sends again what lies there to the last byte and was never looked at, since the server died', async () => {
    const server = new ModelServer([])
    server.blobs.set('file0', Array.from({ length: 8 }, () => 0))
    const outbox = outboxOf(1, 8)
    expect(await uploadPass(outbox, server, LIMITS, new Set(['file0']))).toMatchObject({ end: 'progress', settled: 1 })
  })

  it('brings in the same pass what a restored server lacks', async () => {
    const server = new ModelServer([])
    const outbox = outboxOf(12, 4)
    for (let place = 0; place < 12; place += 1) outbox.done.add(`file${place}`)
    expect(await uploadPass(outbox, server, LIMITS)).toMatchObject({ end: 'progress', settled: 12 })
  })

  it('stops, and says why, when the server refuses the device', async () => {
    const refuse: Answer<never> = { kind: 'refused', status: 401, code: 'not_enrolled' }
    const server: ServerPort = { offset: () => Promise.resolve(refuse), putBlob: () => Promise.resolve(refuse), postRecords: () => Promise.resolve(refuse) }
    const outbox = outboxOf(2, 4)
    expect(await uploadPass(outbox, server, LIMITS)).toEqual({ end: 'refused', settled: 0, arrived: 0, code: 'not_enrolled' })
    expect(outbox.settled.size).toBe(0)
  })

  it('ignores a verdict about other bytes than it sent', async () => {
    const outbox = outboxOf(1, 4)
    const server = new ModelServer([])
    const forged: ServerPort = {
      offset: (sha256) => server.offset(sha256),
      putBlob: (...put) => server.putBlob(...put),
      postRecords: () =>
        Promise.resolve({ kind: 'ok', value: { lineage: 'l', device: 'd', issued_at: '', verdicts: [{ id: 'r0', hash: 'other', sealed: 'sr0', verdict: 'accepted', reason: null, clause: null, index: 1, missing: [] }] } }),
    }
    expect((await uploadPass(outbox, forged, LIMITS)).end).toBe('stuck')
    expect(outbox.settled.size).toBe(0)
  })

  it('ends in the same state whatever the network does', async () => {
    const fault = fc.constantFrom<Fault>('none', 'none', 'lost', 'answer_lost', 'portal')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 40 }), fc.array(fault, { maxLength: 120 }), async (count, length, faults) => {
        const server = new ModelServer(faults)
        const outbox = outboxOf(count, length)
        await drain(outbox, server, 150)
        expect(outbox.settled.size).toBe(count)
        expect(server.records.size).toBe(count)
        expect([...server.blobs.values()].every((bytes) => bytes.length === length)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
