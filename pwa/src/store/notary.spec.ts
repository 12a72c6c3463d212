import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { compactVerify, importJWK, type JWK } from 'jose'
import type { RecordBody } from '@/sync'
import { toText } from './bytes'
import { deviceDatabase, type OfficerRow } from './databases'
import { writeDevice } from './device'
import { lock, unlock } from './keyring'
import { Locked } from './locked'
import { approve, notary } from './notary'
import { beginRound, joinOfficer } from './rounds'
import { SealBroken } from './sealing'
import { testDevice, testOfficer } from './testKeys'

const slip = '7KQM-3XPD'
const round = { id: 'round', leaseId: 'lease', expiresAt: '2999-01-01T00:00:00.000Z' }
const body = { v: 2, suite: 'intl-1', officer: 'specialist', round: 'round', type: 'person.not_served', epoch: 1, seq: 1, prev: null, schema: 1, payload: { reason: '没来' } } as unknown as RecordBody
let officers: OfficerRow[]

beforeAll(async () => {
  officers = [
    await testOfficer({ id: 'specialist', name: '周敏', organisation: '明月镇人社站', roles: ['card_specialist'] }, slip),
    await testOfficer({ id: 'manager', name: '韩磊', organisation: '长白农商银行', roles: ['bank_manager'] }, slip),
  ]
})

beforeEach(async () => {
  await writeDevice(await testDevice())
  for (const officer of officers) await joinOfficer(officer)
  await beginRound(round, officers)
  lock()
})

afterEach(async () => {
  lock()
  for (const table of deviceDatabase.tables) await table.clear()
})

async function open(id: string): Promise<OfficerRow> {
  const officer = officers.find((one) => one.id === id)
  if (!officer) throw new Error('no officer')
  await unlock(officer, slip)
  return officer
}

describe('a record of this device', () => {
  it('is signed by nobody who is not unlocked, and sealed to no round that is not open', async () => {
    await expect(notary.sign(body)).rejects.toThrow(Locked)
    await open('manager')
    await expect(notary.sign(body)).rejects.toThrow(Locked)
    await open('specialist')
    const signed = await notary.sign(body)
    await expect(notary.seal(signed, {}, 'another')).rejects.toThrow(Locked)
  })

  it('opens again for each officer of its round, and says nothing in clear', async () => {
    await open('specialist')
    const sealed = await notary.seal(await notary.sign(body), { picture: 'key' }, 'round')
    expect(sealed).not.toContain('没来')
    lock()
    await expect(notary.open(sealed, 'round')).rejects.toThrow(Locked)
    await open('manager')
    const { signed, keys } = await notary.open(sealed, 'round')
    expect([await notary.read(signed), keys]).toEqual([body, { picture: 'key' }])
  })

  it('does not open after a byte of it has changed', async () => {
    await open('specialist')
    const whole = JSON.parse(await notary.seal(await notary.sign(body), {}, 'round')) as { ciphertext: string }
    const changed = { ...whole, ciphertext: (whole.ciphertext.startsWith('A') ? 'B' : 'A') + whole.ciphertext.slice(1) }
    await expect(notary.open(JSON.stringify(changed), 'round')).rejects.toThrow(SealBroken)
  })
})

describe('H8: a second person’s check', () => {
  const check = { officer: 'manager', role: 'bank_manager', items: ['id_card'], at: '2026-11-24T03:26:00.000Z' }
  const about = { round: 'round', payload: { card_id: 'c', cardholder_id: 'p' } }

  it('H8: is given by nobody else’s key', async () => {
    await open('specialist')
    await expect(approve(check, 'card.handed_over', about)).rejects.toThrow(Locked)
  })

  it('H8: says what it is about, once: another check of the same has another number', async () => {
    const manager = await open('manager')
    const key = await importJWK(manager.publicKeys.sign as JWK, 'ES256')
    const said = await Promise.all(
      [1, 2].map(async () => {
        const { signature = '' } = await approve(check, 'card.handed_over', about)
        return JSON.parse(toText((await compactVerify(signature, key)).payload)) as { nonce: string; facts: unknown }
      }),
    )
    expect(said[0]).toMatchObject({ suite: 'intl-1', ...check, type: 'card.handed_over', facts: { round: 'round', card_id: 'c', cardholder_id: 'p' } })
    expect(said[0]?.nonce).not.toBe(said[1]?.nonce)
  })
})
