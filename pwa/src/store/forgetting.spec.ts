import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { compactVerify } from 'jose'
import type { RecordDraft, RecordSetting } from '@/sync'
import { newId } from './bytes'
import { readHead } from './chain'
import { deviceDatabase, outboxDatabase, type OfficerRow } from './databases'
import { listOfficers, newDeviceKey, noteRevoked, readDevice, signChallenge, writeDevice, type NewDevice } from './device'
import { isUnlocked, lock, outboxKey, roundKey, unlock } from './keyring'
import { Locked } from './locked'
import { listOutbox, queue, saveRecord } from './outbox'
import { beginRound, dropOfficers, forgetRound, joinOfficer, keepBundle, keepDraft, listRounds, noteForgottenSeen, noteRoundTold, readDraft } from './rounds'
import { thumbprint } from './signing'
import { testDevice, testOfficer } from './testKeys'

const passphrase = '7KQM-3XPD'
const label = { village: '龙泉村', plannedOn: '2026-11-24', number: 1 }
const round = { id: 'round', leaseId: 'lease', expiresAt: '2026-11-26T16:00:00.000Z', label }
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
  payload: { card_id: 'card', cardholder_id: 'person', reason: 'absent' },
}

let officer: OfficerRow
let device: NewDevice

beforeAll(async () => {
  device = await testDevice()
  officer = await testOfficer({ id: 'specialist', name: '周敏', organisation: '明月镇人社站', roles: ['card_specialist'] }, passphrase)
})

beforeEach(async () => {
  const kept = new Map<string, string>()
  const request = async (_name: string, work: () => Promise<unknown>) => await work()
  vi.stubGlobal('navigator', { locks: { request } })
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) })
  await writeDevice(device)
  await joinOfficer(officer)
  await beginRound(round, [officer])
  await keepBundle('round').keep(0, new Uint8Array([1, 2, 3]), 'e1')
  await keepDraft('round', { name: '王玉兰' })
  await unlock(officer, passphrase)
  await saveRecord(setting, draft, [])
})

afterEach(async () => {
  lock()
  vi.unstubAllGlobals()
  for (const table of [...outboxDatabase.tables, ...deviceDatabase.tables]) await table.clear()
})

describe('what the county tells of a round after packing', () => {
  it('is kept, and only news is news', async () => {
    expect(await noteRoundTold('round', { phone: 'enrolled' })).toBe(true)
    expect(await noteRoundTold('round', { phone: 'enrolled' })).toBe(false)
    expect(await noteRoundTold('round', { phone: 'packed' })).toBe(true)
    expect((await listRounds())[0]?.told).toEqual({ phone: 'packed' })
  })

  it('makes no round of one that is not here', async () => {
    expect(await noteRoundTold('another', { phone: 'packed' })).toBe(false)
    expect((await listRounds()).map(({ id }) => id)).toEqual(['round'])
  })

  it('is asked anew when the round is packed anew', async () => {
    await noteRoundTold('round', { phone: 'packed' })
    await beginRound({ ...round, leaseId: 'later' }, [officer])
    expect((await listRounds())[0]?.told).toBeUndefined()
  })
})

describe('T2: an officer who may not work here any more', () => {
  const kidOf = async (one: OfficerRow) => await thumbprint(one.publicKeys.sign)

  it('leaves with the pairs and every key sealed to them, on the disk and in memory; the queue leaves for the county', async () => {
    expect(await dropOfficers(new Set([await kidOf(officer)]))).toEqual(['specialist'])
    expect(await listOfficers()).toEqual([])
    expect((await listRounds())[0]).toMatchObject({ complete: false, wraps: {}, outboxWraps: {} })
    expect([roundKey('round'), outboxKey('round'), isUnlocked('specialist')]).toEqual([undefined, undefined, false])
    expect((await queue.waiting()).length).toBe(1)
    await expect(saveRecord(setting, draft, [])).rejects.toThrow(Locked)
  })

  it('takes nothing from the others', async () => {
    const other = await testOfficer({ id: 'manager', name: '韩磊', organisation: '长白农商', roles: ['bank_manager'] }, passphrase)
    await joinOfficer(other)
    await beginRound({ ...round, id: 'both' }, [officer, other])
    await unlock(other, passphrase)
    await dropOfficers(new Set([await kidOf(officer)]))
    expect((await listOfficers()).map(({ id }) => id)).toEqual(['manager'])
    expect((await listRounds()).map(({ id, wraps }) => [id, Object.keys(wraps)])).toEqual([['both', ['manager']], ['round', []]])
    expect([roundKey('both') !== undefined, roundKey('round'), isUnlocked('manager')]).toEqual([true, undefined, true])
  })

  it('stays who has made new pairs since, and nobody goes whom no key names', async () => {
    const older = await kidOf(officer)
    await joinOfficer(await testOfficer({ id: 'specialist', name: '周敏', organisation: '明月镇人社站', roles: ['card_specialist'] }, passphrase))
    expect(await dropOfficers(new Set([older]))).toEqual([])
    expect((await listOfficers()).map(({ id }) => id)).toEqual(['specialist'])
  })
})

describe('a round the county took back', () => {
  it('leaves no part, no draft and no key of its roster, in memory or on the disk', async () => {
    expect(await forgetRound('round', 'revoked')).toBe(true)
    expect(await deviceDatabase.chunks.count()).toBe(0)
    expect(roundKey('round')).toBeUndefined()
    await expect(keepDraft('round', {})).rejects.toThrow(Locked)
    lock()
    await unlock(officer, passphrase)
    expect(roundKey('round')).toBeUndefined()
    expect((await listRounds())[0]).toMatchObject({ complete: false, wraps: {}, label, forgotten: { why: 'revoked', seen: false } })
    expect(await readDraft('round')).toBeNull()
  })

  it('still lets its sealed records leave, before and after a restart', async () => {
    await forgetRound('round', 'revoked')
    expect((await queue.waiting()).length).toBe(1)
    lock()
    expect((await queue.waiting()).length).toBe(1)
    expect((await listOutbox())[0]?.body).toBeNull()
    await unlock(officer, passphrase)
    expect((await queue.waiting()).length).toBe(1)
    expect((await listOutbox())[0]?.body?.payload).toEqual(draft.payload)
  })

  it('is news only once, and says so until somebody has read it', async () => {
    await forgetRound('round', 'closed')
    expect(await forgetRound('round', 'revoked')).toBe(false)
    expect(await forgetRound('never packed', 'revoked')).toBe(false)
    await noteForgottenSeen('round')
    expect((await listRounds())[0]?.forgotten).toMatchObject({ why: 'closed', seen: true })
  })

  it('keeps the key of its records when it is packed anew', async () => {
    await forgetRound('round', 'revoked')
    await beginRound({ ...round, leaseId: 'second' }, [officer])
    await saveRecord(setting, draft, [])
    lock()
    await unlock(officer, passphrase)
    expect((await queue.waiting()).length).toBe(2)
    expect((await listRounds())[0]?.forgotten).toBeUndefined()
  })

  it('is not packed anew while nobody has the key of its records open', async () => {
    lock()
    await expect(beginRound({ ...round, leaseId: 'second' }, [officer])).rejects.toThrow(Locked)
  })

  it('is sealed anew to an officer who enrols again after a restart', async () => {
    lock()
    await unlock(officer, passphrase)
    const again = await testOfficer(officer, '0000-0000')
    await joinOfficer(again)
    lock()
    await unlock(again, '0000-0000')
    expect([roundKey('round'), outboxKey('round')].every(Boolean)).toBe(true)
  })
})

describe('this device', () => {
  it('signs with a key that cannot be read out, also after a restart', async () => {
    const { signer, publicKey } = await newDeviceKey()
    await writeDevice({ ...device, signer })
    await expect(crypto.subtle.exportKey('jwk', signer.key)).rejects.toThrow()
    const proof = await signChallenge('a challenge')
    const { payload, protectedHeader } = await compactVerify(proof ?? '', publicKey)
    expect(new TextDecoder().decode(payload)).toBe('a challenge')
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'songka-proof' })
  })

  it('signs nothing before it is enrolled', async () => {
    await deviceDatabase.device.clear()
    expect(await signChallenge('a challenge')).toBeNull()
  })

  it('knows that it was shut out until it is enrolled again', async () => {
    await noteRevoked()
    expect((await readDevice())?.revokedAt).not.toBeNull()
    await writeDevice(device)
    expect((await readDevice())?.revokedAt).toBeNull()
    expect((await listOfficers()).length).toBe(1)
  })

  it('that becomes another one leaves officers and rounds behind and begins a chain of its own', async () => {
    await writeDevice({ ...device, id: 'other' })
    expect(await listOfficers()).toEqual([])
    expect(await listRounds()).toEqual([])
    expect(await readHead()).toMatchObject({ epoch: 2, seq: 0, hash: null })
  })
})
