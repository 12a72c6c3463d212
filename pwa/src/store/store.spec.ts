import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RecordDraft, RecordSetting } from '@/sync'
import { newId } from './bytes'
import { hasForgotten, readHead } from './chain'
import { deviceDatabase, outboxDatabase, type OfficerRow } from './databases'
import { writeDevice, type NewDevice } from './device'
import { isUnlocked, lock, outboxKey, roundKey, unlock } from './keyring'
import { WrongPassphrase } from './officerKeys'
import { Locked } from './locked'
import { notary } from './notary'
import { countOutbox, listOutbox, queue, readRound, saveRecord } from './outbox'
import { newPassphrase, normalisePassphrase } from './passphrase'
import { beginRound, joinOfficer, keepBundle, keepDraft, openRoster, readDraft } from './rounds'
import { open, seal, SealBroken, newSealKey } from './sealing'
import { testDevice, testOfficer } from './testKeys'

const passphrase = '7KQM-3XPD'
const round = { id: 'round', leaseId: 'lease', expiresAt: '2026-11-26T16:00:00.000Z' }
const setting: RecordSetting = {
  device: 'tablet',
  build: '0.1.0',
  rulesEdition: '2017-1',
  newId: () => newId(),
  now: () => new Date('2026-11-24T03:26:00Z'),
  clockOffsetMs: () => null,
}
const draft: RecordDraft<'person.not_served'> = {
  type: 'person.not_served',
  officer: 'specialist',
  round: 'round',
  lease: 'lease',
  approvals: [],
  payload: { card_id: 'card', cardholder_id: 'person', reason: 'absent', note: '马字' },
}

let officer: OfficerRow
let device: NewDevice

/** What the page's localStorage does, for a test that runs without a page. */
function plainStorage(): Pick<Storage, 'getItem' | 'setItem' | 'clear'> & Record<string, unknown> {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    clear: () => kept.clear(),
  }
}

beforeAll(async () => {
  device = await testDevice()
  officer = await testOfficer({ id: 'specialist', name: '周敏', organisation: '明月镇人社站', roles: ['card_specialist'] }, passphrase)
})

beforeEach(async () => {
  // jsdom has no Web Locks; what they promise (one at a time) is what a queue of promises does.
  let last: Promise<unknown> = Promise.resolve()
  const request = (_name: string, work: () => Promise<unknown>) => (last = last.then(work, work))
  vi.stubGlobal('navigator', { locks: { request } })
  vi.stubGlobal('localStorage', plainStorage())
  await writeDevice(device)
  await joinOfficer(officer)
  await beginRound(round, [officer])
})

afterEach(async () => {
  lock()
  vi.unstubAllGlobals()
  for (const table of [...outboxDatabase.tables, ...deviceDatabase.tables]) await table.clear()
})

describe('passphrases', () => {
  it('are eight characters that are read aloud without mistakes', () => {
    expect(newPassphrase()).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(newPassphrase()).not.toBe(newPassphrase())
    expect(normalisePassphrase(' oil-7kqm ')).toBe('0117KQM')
  })

  it('open the officer’s keys after a restart, however they are typed', async () => {
    lock()
    expect(roundKey('round')).toBeUndefined()
    await unlock(officer, '7kqm 3xpd')
    expect(isUnlocked('specialist')).toBe(true)
    expect(roundKey('round')).toBeDefined()
  })

  it('are refused when wrong, by the seal alone', async () => {
    lock()
    await expect(unlock(officer, '7KQM-3XPE')).rejects.toThrow(WrongPassphrase)
    expect(isUnlocked('specialist')).toBe(false)
    expect(JSON.stringify(officer)).not.toContain('7KQM')
  })
})

describe('seals', () => {
  it('open only under their own key and label', async () => {
    const [key, other] = [await newSealKey(), await newSealKey()]
    const sealed = await seal(key, 'record|1', new Uint8Array([1, 2, 3]))
    expect([...(await open(key, 'record|1', sealed))]).toEqual([1, 2, 3])
    await expect(open(other, 'record|1', sealed)).rejects.toThrow(SealBroken)
    await expect(open(key, 'record|2', sealed)).rejects.toThrow(SealBroken)
  })
})

describe('outbox', () => {
  beforeEach(() => unlock(officer, passphrase))

  it('saves records in a chain, sealed, with their attachments', async () => {
    const picture = { kind: 'barcode_frame' as const, mediaType: 'image/jpeg', bytes: new Uint8Array([9, 9, 9]) }
    const first = await saveRecord(setting, draft, [picture])
    const second = await saveRecord(setting, draft, [])
    expect([first.seq, second.seq, first.prev]).toEqual([1, 2, null])
    const rows = await outboxDatabase.records.orderBy('place').toArray()
    expect(second.prev).toBe(rows[0]?.hash)
    expect(JSON.stringify(rows)).not.toContain('马字')
    expect(await countOutbox()).toMatchObject({ unsent: 2, oldest: '2026-11-24T03:26:00.000Z' })
    expect((await readRound('round')).map(({ body }) => body.payload)).toEqual([draft.payload, draft.payload])
  })

  it('opens no record again that was read before', async () => {
    const { id } = await saveRecord(setting, draft, [])
    const known = new Map((await readRound('round')).map(({ body }) => [body.id, body]))
    await saveRecord(setting, draft, [])
    const opened = vi.spyOn(notary, 'open')
    const read = await readRound('round', known)
    expect([read.length, read[0]?.body === known.get(id), opened.mock.calls.length]).toEqual([2, true, 1])
  })

  it('gives two savers at the same moment two places', async () => {
    const saved = await Promise.all(Array.from({ length: 5 }, () => saveRecord(setting, draft, [])))
    expect(saved.map((body) => body.seq).sort()).toEqual([1, 2, 3, 4, 5])
  })

  it('saves nothing, and moves nothing, when the disk is full', async () => {
    await saveRecord(setting, draft, [])
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(function (this: IDBObjectStore) {
      this.transaction.abort()
      throw new DOMException('full', 'QuotaExceededError')
    })
    const picture = { kind: 'barcode_frame' as const, mediaType: 'image/jpeg', bytes: new Uint8Array([1]) }
    await expect(saveRecord(setting, draft, [picture])).rejects.toThrow()
    put.mockRestore()
    expect(await readHead()).toMatchObject({ seq: 1, count: 1 })
    expect((await listOutbox()).length).toBe(1)
    expect((await saveRecord(setting, draft, [])).seq).toBe(2)
  })

  it('refuses to save while locked, and lets what is saved leave all the same', async () => {
    await saveRecord(setting, draft, [])
    lock()
    await expect(saveRecord(setting, draft, [])).rejects.toThrow(Locked)
    expect((await countOutbox()).unsent).toBe(1)
    expect((await listOutbox())[0]?.body).toBeNull()
    expect((await queue.waiting())[0]?.sealed).toContain('recipients')
  })

  it('moves a record only by a verdict, and keeps it', async () => {
    const body = await saveRecord(setting, draft, [])
    const [waiting] = await queue.waiting()
    const verdict = { id: body.id, hash: waiting?.hash ?? '', reason: 'number_differs', clause: '1.2.2.c', index: 7, missing: [] }
    await queue.settle([{ ...verdict, verdict: 'parked' }], 'l')
    expect(await queue.waiting()).toEqual([])
    expect((await listOutbox())[0]?.row).toMatchObject({ state: 'parked', reason: 'number_differs', index: 7 })
    expect(await countOutbox()).toMatchObject({ unsent: 0, parked: 1 })
  })

  it('knows a parked record by the reason of a duplicate, when the first answer was lost', async () => {
    const body = await saveRecord(setting, draft, [])
    const [waiting] = await queue.waiting()
    const duplicate = { id: body.id, hash: waiting?.hash ?? '', verdict: 'duplicate' as const, clause: '1.2.2.c', index: 7, missing: [] }
    await queue.settle([{ ...duplicate, reason: 'number_differs' }], 'l')
    expect((await listOutbox())[0]?.row.state).toBe('parked')
  })

  it('is offered again to a restored county, and goes once it is safe and its round closed', async () => {
    const picture = { kind: 'barcode_frame' as const, mediaType: 'image/jpeg', bytes: new Uint8Array([9, 9, 9]) }
    const { id } = await saveRecord(setting, draft, [picture])
    const accept = async (lineage: string) => {
      const [waiting] = await queue.waiting()
      const verdict = { id, hash: waiting?.hash ?? '', sealed: waiting?.sealedHash ?? '', verdict: 'accepted' as const, reason: null, clause: null, index: 7, missing: [] }
      await queue.settle([verdict], lineage)
    }
    const hear = (lineage: string, safe: number | null, at: string, closed: string[] = []) => queue.heed({ have: [], history: { lineage, safe, at }, closed })
    await accept('before')
    await hear('after', 9, '2026-11-24T04:00:00Z')
    expect(await countOutbox()).toMatchObject({ unsent: 1, received: 0 })
    await accept('after')
    await hear('after', 7, '2026-11-24T05:00:00Z', ['round'])
    expect((await listOutbox())[0]?.row.state).toBe('safe')
    expect((await readRound('round'))[0]?.state).toBe('received')
    await hear('after', 7, '2026-12-23T05:00:00Z', ['round'])
    expect(await outboxDatabase.attachments.count()).toBe(1)
    await hear('after', 7, '2026-12-25T05:00:00Z', ['round'])
    expect([await outboxDatabase.records.count(), await outboxDatabase.attachments.count()]).toEqual([0, 0])
    expect(await readHead()).toMatchObject({ seq: 1, count: 1 })
  })

  it('opens what a build before sealed envelopes saved, and leaves it as it is', async () => {
    const key = outboxKey('round') as CryptoKey
    const body = { id: 'old', round: 'round', payload: draft.payload }
    const sealed = await seal(key, 'record|old', new TextEncoder().encode(JSON.stringify(body)))
    const row = { id: 'old', place: [1, 1] as [number, number], hash: 'h', round: 'round', state: 'received' as const, savedAt: '2026-11-23T03:26:00.000Z', sealed, attachments: [], reason: null, clause: null, index: 1, settledAt: null }
    await outboxDatabase.records.add(row)
    await queue.heed({ have: [], history: { lineage: 'other', safe: 1, at: '2026-12-25T05:00:00Z' }, closed: ['round'] })
    expect((await readRound('round'))[0]?.body).toEqual(body)
    expect(await queue.waiting()).toEqual([])
  })

  it('begins a new epoch when the database was emptied behind its back', async () => {
    await saveRecord(setting, draft, [])
    await outboxDatabase.records.clear()
    await outboxDatabase.chain.clear()
    expect(await hasForgotten()).toBe(true)
    expect((await saveRecord(setting, draft, [])).epoch).toBe(2)
    expect(await hasForgotten()).toBe(false)
  })

  it('names nobody in plain storage', async () => {
    await saveRecord(setting, draft, [])
    expect(localStorage.getItem('songka.chain')).toMatch(/^{"epoch":1,"seq":1,"hash":"[0-9a-f]{64}","count":1}$/)
  })
})

describe('rounds', () => {
  it('are sealed anew to an officer who lost the slip and enrolled again, while somebody has them open', async () => {
    const again = await testOfficer(officer, '0000-0000')
    await joinOfficer(again)
    lock()
    await unlock(again, '0000-0000')
    expect(roundKey('round')).toBeDefined()
  })

  it('keeps parts of a bundle sealed and opens them again', async () => {
    const store = keepBundle('round')
    await store.keep(0, new Uint8Array([1, 2, 3]), 'e1')
    await store.keep(1, new Uint8Array([4]), 'e1')
    expect(await store.kept()).toEqual({ parts: 2, bytes: 4, etag: 'e1' })
    await expect(openRoster('round')).rejects.toThrow('not a round bundle')
    await store.forget()
    expect(await store.kept()).toEqual({ parts: 0, bytes: 0, etag: null })
  })

  it('keeps what is being filled in, sealed', async () => {
    await keepDraft('round', { name: '王玉兰' })
    const [chunk] = await deviceDatabase.chunks.toArray()
    expect(new TextDecoder().decode(chunk?.sealed.data)).not.toContain('王')
    expect(await readDraft('round')).toEqual({ name: '王玉兰' })
  })
})
