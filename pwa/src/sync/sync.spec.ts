import { gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { readBundle } from './bundle'
import { headAfter } from './chain'
import { download, type DownloadPorts } from './download'
import { makeDrainer, type DrainerPorts } from './drainer'
import { outcomes, usedReceipts } from './outcomes'
import { makeBody, type RecordBody, type RecordDraft, type RecordSetting } from './record'
import { StorageDown } from './reopening'
import type { PassResult } from './upload'

const setting: RecordSetting = {
  device: 'tablet',
  build: '0.1.0',
  rulesEdition: '2017-1',
  newId: () => 'id-1',
  now: () => new Date('2026-11-24T03:26:00Z'),
  clockOffsetMs: () => 1200,
}

const draft: RecordDraft<'person.not_served'> = {
  type: 'person.not_served',
  officer: 'specialist',
  round: 'round',
  lease: 'lease',
  approvals: [],
  payload: { card_id: 'card', cardholder_id: 'person', reason: 'absent' },
}

describe('makeBody', () => {
  it('takes the next place and names the record before it', () => {
    const head = { epoch: 2, seq: 16, hash: 'before', count: 40 }
    expect(makeBody(setting, head, draft, [])).toMatchObject({ v: 2, epoch: 2, seq: 17, prev: 'before', device_time: '2026-11-24T03:26:00.000Z' })
    expect(headAfter(head, 'its own')).toEqual({ epoch: 2, seq: 17, hash: 'its own', count: 41 })
  })
})

describe('outcomes', () => {
  const body = (seq: number, type: string, payload: object): RecordBody =>
    ({ id: `e${seq}`, seq, type, payload, officer: 'o', device_time: 't' }) as unknown as RecordBody
  const saved = (...bodies: RecordBody[]) => bodies.map((one) => ({ body: one, state: 'saved' as const }))

  it('tells what became of each person', () => {
    const found = outcomes(
      saved(
        body(1, 'card.handed_over', { cardholder_id: 'a' }),
        body(2, 'person.not_served', { cardholder_id: 'b', reason: 'absent' }),
        body(3, 'card.wrong_face', { cardholder_id: 'c', items: ['name', 'photo'] }),
        body(4, 'finance.activated', { cardholder_id: 'a', result: 'activated' }),
      ),
    )
    expect(found.get('a')).toMatchObject({ kind: 'handed_over', finance: { result: 'activated' } })
    expect(found.get('b')).toMatchObject({ kind: 'not_served', detail: 'absent' })
    expect(found.get('c')).toMatchObject({ kind: 'wrong_face', detail: 'name,photo' })
  })

  it('lets a later outcome stand: absent in the morning, served in the afternoon', () => {
    const found = outcomes(saved(body(1, 'person.not_served', { cardholder_id: 'a', reason: 'absent' }), body(2, 'card.handed_over', { cardholder_id: 'a' })))
    expect(found.get('a')?.kind).toBe('handed_over')
  })

  it('gives a corrected person back to the queue', () => {
    const found = outcomes(saved(body(1, 'card.handed_over', { cardholder_id: 'a' }), body(2, 'event.corrected', { corrects: 'e1', reason: 'wrong_person' })))
    expect(found.has('a')).toBe(false)
  })

  it('does not let a correction of an older record undo a newer one', () => {
    const found = outcomes(
      saved(
        body(1, 'person.not_served', { cardholder_id: 'a', reason: 'absent' }),
        body(2, 'card.handed_over', { cardholder_id: 'a' }),
        body(3, 'event.corrected', { corrects: 'e1', reason: 'wrong_outcome' }),
      ),
    )
    expect(found.get('a')?.kind).toBe('handed_over')
  })

  it('tells how a card was collected; records of older builds were the person’s own', () => {
    const temporary = { answer: 'lost', fee: { amount_fen: 2000, receipt_number: 'TS-000123' } }
    const proxy = { name: '王丽', number: 'n' }
    const found = outcomes(saved(body(1, 'card.handed_over', { cardholder_id: 'a', path: 'direct_relative', place: 'home', proxy, temporary_card: temporary }), body(2, 'card.handed_over', { cardholder_id: 'b', path: 'self' })))
    expect(found.get('a')?.collected).toEqual({ path: 'direct_relative', place: 'home', proxy: { ...proxy, household: null }, temporary: 'lost', fee: temporary.fee, bankCheck: 'same_device' })
    expect(found.get('b')?.collected).toMatchObject({ path: 'self', place: 'round', proxy: null, temporary: null })
  })

  it('is not changed by what is noted beside it', () => {
    const found = outcomes(saved(body(1, 'card.handed_over', { cardholder_id: 'a' }), body(2, 'temp_card.returned', { cardholder_id: 'a' }), body(3, 'check.cosigned', { cardholder_id: 'b' }), body(4, 'receipt.voided', {})))
    expect([...found].map(([id, { kind }]) => [id, kind])).toEqual([['a', 'handed_over']])
  })

  it('tells of a temporary card that turned up after the hand-over, until that is taken back', () => {
    const handed = body(1, 'card.handed_over', { cardholder_id: 'a' })
    const paid = body(2, 'temp_card.fee_paid', { cardholder_id: 'a', kind: 'lost', receipt_number: 'R1' })
    expect(outcomes(saved(handed, paid)).get('a')).toMatchObject({ eventId: 'e1', later: { how: 'lost', receipt: 'R1', eventId: 'e2' } })
    expect(outcomes(saved(handed, body(2, 'temp_card.returned', { cardholder_id: 'a' }))).get('a')?.later?.how).toBe('returned')
    expect(outcomes(saved(handed, paid, body(3, 'event.corrected', { corrects: 'e2' }))).get('a')).not.toHaveProperty('later')
    expect(outcomes(saved(paid)).has('a')).toBe(false)
  })

  it('keeps a receipt used, also when its hand-over was taken back or it was spoilt', () => {
    const used = usedReceipts(
      saved(
        body(1, 'card.handed_over', { cardholder_id: 'a', temporary_card: { fee: { receipt_number: 'R1' } } }),
        body(2, 'event.corrected', { corrects: 'e1', reason: 'wrong_person' }),
        body(3, 'receipt.voided', { receipt_number: 'R2' }),
        body(4, 'temp_card.fee_paid', { cardholder_id: 'b', receipt_number: 'R3' }),
      ),
    )
    expect(used).toEqual(['R1', 'R2', 'R3'])
  })
})

describe('readBundle', () => {
  function bundle(header: object, portraits: number[]): Uint8Array {
    const packed = gzipSync(JSON.stringify(header))
    const prefix = new Uint8Array(8)
    prefix.set(new TextEncoder().encode('SKB1'))
    new DataView(prefix.buffer).setUint32(4, packed.length)
    return new Uint8Array([...prefix, ...packed, ...portraits])
  }

  it('splits header and portraits', async () => {
    const { header, portraits } = await readBundle(bundle({ format: 1, people: [] }, [1, 2, 3]))
    expect(header.format).toBe(1)
    expect([...portraits]).toEqual([1, 2, 3])
  })

  it('refuses what is no bundle or is cut short', async () => {
    await expect(readBundle(new Uint8Array(40))).rejects.toThrow('not a round bundle')
    const whole = bundle({ format: 1, people: ['someone', 'else'] }, [])
    await expect(readBundle(whole.slice(0, whole.length - 4))).rejects.toThrow()
  })
})

describe('download', () => {
  function world(source: number[], answers: ('ok' | 'cut')[], etag = () => 'e1') {
    const parts: { bytes: number[]; etag: string }[] = []
    let turn = 0
    const ports: DownloadPorts = {
      range: (from, length) => {
        if (answers[turn++ % answers.length] === 'cut') return Promise.resolve({ kind: 'unreachable' })
        return Promise.resolve({ kind: 'ok', value: { bytes: new Uint8Array(source.slice(from, from + length)), total: source.length, etag: etag() } })
      },
      kept: () => Promise.resolve({ parts: parts.length, bytes: parts.reduce((sum, part) => sum + part.bytes.length, 0), etag: parts[0]?.etag ?? null }),
      keep: (part, bytes, tag) => Promise.resolve(void (parts[part] = { bytes: [...bytes], etag: tag })),
      forget: () => Promise.resolve(void parts.splice(0)),
      onProgress: vi.fn(),
    }
    return { ports, got: () => parts.flatMap((part) => part.bytes) }
  }

  it('goes on where it was cut', async () => {
    const source = Array.from({ length: 25 }, (_, n) => n)
    const { ports, got } = world(source, ['ok', 'ok', 'cut'])
    expect(await download(ports, 4)).toEqual({ kind: 'unreachable' })
    expect(got().length).toBe(8)
    while ((await download(ports, 4)).kind !== 'complete') expect(got().length).toBeLessThan(25)
    expect(got()).toEqual(source)
  })

  it('starts over when the bundle has changed meanwhile', async () => {
    let calls = 0
    const { ports, got } = world([1, 2, 3, 4, 5, 6], ['ok'], () => (calls++ < 1 ? 'old' : 'new'))
    expect(await download(ports, 2)).toEqual({ kind: 'complete' })
    expect(got()).toEqual([1, 2, 3, 4, 5, 6])
  })
})

describe('drainer', () => {
  function world(results: PassResult['end'][], arrived: number[] = []) {
    const waits: number[] = []
    let turn = 0
    let release = () => {}
    const ports: DrainerPorts = {
      pass: () => Promise.resolve({ end: results[turn] ?? 'empty', settled: 0, arrived: arrived[turn++] ?? 0, code: null }),
      exclusively: (work) => work(),
      sleep: (milliseconds) => {
        waits.push(milliseconds)
        return { done: new Promise<void>((resolve) => (release = resolve)), wake: () => release() }
      },
      random: () => 0,
      retrySeconds: [2, 5, 15],
      idleSeconds: 60,
      onPass: () => {},
    }
    return { ports, waits, wakeUp: async () => { release(); await settle() }, passes: () => turn }
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

  it('waits longer while nobody answers, and its idle time when all is sent', async () => {
    const { ports, waits, wakeUp } = world(['unreachable', 'unreachable', 'unreachable', 'unreachable', 'progress'])
    const drainer = makeDrainer(ports)
    drainer.start()
    await settle()
    for (let turn = 0; turn < 4; turn += 1) await wakeUp()
    drainer.stop()
    expect(waits).toEqual([2000, 5000, 15000, 15000, 60000])
  })

  it('N2: never waits longer on a line that breaks again and again, while each pass moves something', async () => {
    const { ports, waits, wakeUp } = world(['unreachable', 'unreachable', 'unreachable', 'unreachable'], [3, 1, 0, 2])
    const drainer = makeDrainer(ports)
    drainer.start()
    await settle()
    for (let turn = 0; turn < 3; turn += 1) await wakeUp()
    drainer.stop()
    expect(waits).toEqual([2000, 2000, 5000, 2000])
  })

  it('goes on after a pass that broke off', async () => {
    const { ports, waits, wakeUp, passes } = world([])
    let broken = true
    const drainer = makeDrainer({ ...ports, pass: () => (broken ? Promise.reject(new Error('attachment_lost')) : ports.pass()) })
    drainer.start()
    await settle()
    broken = false
    await wakeUp()
    drainer.stop()
    expect(waits).toEqual([2000, 60000])
    expect(passes()).toBe(1)
  })

  it('C7 names a disk that stays away, for people to read', async () => {
    const { ports } = world([])
    const told: PassResult[] = []
    const drainer = makeDrainer({ ...ports, pass: () => Promise.reject(new StorageDown('gone')), onPass: (result) => told.push(result) })
    drainer.start()
    await settle()
    drainer.stop()
    expect(told).toEqual([{ end: 'stuck', settled: 0, arrived: 0, code: 'storage_down' }])
  })

  it('goes at once when nudged, and not at all when stopped', async () => {
    const { ports, passes } = world([])
    const drainer = makeDrainer(ports)
    drainer.start()
    await settle()
    drainer.nudge()
    await settle()
    expect(passes()).toBe(2)
    drainer.stop()
    await settle()
    drainer.nudge()
    await settle()
    expect(passes()).toBe(2)
  })
})
