import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { deviceDatabase, type OfficerRow } from './databases'
import { listOfficers } from './device'
import { tryKeys } from './keyTrial'
import { close, isResting, isUnlocked, lock, outboxKey, rest, roundKey, setPin, signerOf, unlock, wake } from './keyring'
import { Locked } from './locked'
import { openRoundKey, passphraseOpener, newOfficerPairs, unlockOfficer, wrapPairs } from './officerKeys'
import { beginRound, joinOfficer, keepBundle, keepDraft, openRoster, readDraft } from './rounds'
import { testOfficer } from './testKeys'

const [slipA, slipB] = ['7KQM-3XPD', '0000-0001']
const [roundA, roundB] = ['a', 'b'].map((id) => ({ id, leaseId: `lease ${id}`, expiresAt: '2999-01-01T00:00:00.000Z' }))
let [a, b]: OfficerRow[] = []

beforeAll(async () => {
  a = await testOfficer({ id: 'A', name: '周敏', organisation: '明月镇人社站', roles: ['card_specialist'] }, slipA ?? '')
  b = await testOfficer({ id: 'B', name: '金哲', organisation: '明月镇人社站', roles: ['card_specialist'] }, slipB ?? '')
})

beforeEach(async () => {
  for (const officer of [a, b]) if (officer) await joinOfficer(officer)
  if (!a || !b || !roundA || !roundB) throw new Error('no officers')
  await beginRound(roundA, [a])
  await keepBundle('a').keep(0, new Uint8Array([1, 2, 3]), 'e1')
  await keepDraft('a', { name: '王玉兰' })
  lock()
  await beginRound(roundB, [b])
  lock()
})

afterEach(async () => {
  vi.restoreAllMocks()
  lock()
  for (const table of deviceDatabase.tables) await table.clear()
})

const use = (officer: OfficerRow | undefined): OfficerRow => {
  if (!officer) throw new Error('no officer')
  return officer
}

describe('T3: a colleague on the same tablet', () => {
  it('T3: opens their own round and neither another’s roster, draft, nor records', async () => {
    await unlock(use(b), slipB ?? '')
    expect([roundKey('b') !== undefined, roundKey('a'), outboxKey('a'), signerOf('A')]).toEqual([true, undefined, undefined, undefined])
    await expect(openRoster('a')).rejects.toThrow(Locked)
    await expect(readDraft('a')).rejects.toThrow(Locked)
  })

  it('T3: cannot use the other’s wraps, whatever they take out of the database', async () => {
    const row = await deviceDatabase.rounds.get('a')
    const { seal } = await unlockOfficer(use(b), slipB ?? '')
    for (const wrap of [row?.wraps['A'], row?.outboxWraps['A']]) await expect(openRoundKey(wrap ?? '', seal)).rejects.toThrow()
    await expect(unlockOfficer({ ...use(a), wrapped: use(b).wrapped }, slipB ?? '')).rejects.toThrow()
  })

  it('T3: gets nothing sealed to new keys of theirs but what was theirs', async () => {
    await unlock(use(a), slipA ?? '')
    await joinOfficer(await testOfficer(use(b), slipB ?? ''))
    expect(Object.keys((await deviceDatabase.rounds.get('a'))?.wraps ?? {})).toEqual(['A'])
  })

  it('leaves with their keys: only rounds that nobody else here has open close', async () => {
    await unlock(use(a), slipA ?? '')
    await unlock(use(b), slipB ?? '')
    await close('A')
    expect([isUnlocked('A'), roundKey('a'), isUnlocked('B'), roundKey('b') !== undefined]).toEqual([false, undefined, true, true])
  })
})

describe('C18: a locked screen', () => {
  beforeEach(async () => {
    await unlock(use(a), slipA ?? '')
  })

  it('C18: keeps nothing that reads or signs; the PIN brings the keys back', async () => {
    await setPin('A', '402917')
    rest()
    expect([isUnlocked('A'), signerOf('A'), roundKey('a'), isResting('A')]).toEqual([false, undefined, undefined, true])
    expect(await wake('A', '402918')).toBe(false)
    expect(isUnlocked('A')).toBe(false)
    expect(await wake('A', '402917')).toBe(true)
    expect([isUnlocked('A'), roundKey('a') !== undefined, isResting('A')]).toEqual([true, true, false])
  })

  it('C18: forgets keys without a PIN, and every key once tries are used up', async () => {
    rest()
    expect([isResting('A'), await wake('A', '402917')]).toEqual([false, false])
    await unlock(use(a), slipA ?? '')
    await setPin('A', '402917')
    rest()
    lock()
    expect(await wake('A', '402917')).toBe(false)
  })

  it('takes no PIN for somebody who is not unlocked, and writes none anywhere', async () => {
    lock()
    const put = vi.spyOn(deviceDatabase.officers, 'put')
    await setPin('A', '402917')
    await unlock(use(a), slipA ?? '')
    rest()
    expect([isResting('A'), put.mock.calls.length]).toEqual([false, 0])
  })
})

describe('C19: new keys of an officer', () => {
  it('C19: go to the disk together with the rounds sealed to them, or the old ones still open everything', async () => {
    await unlock(use(a), slipA ?? '')
    const again = await wrapPairs(use(a), await newOfficerPairs(), await passphraseOpener('0000-0002'))
    vi.spyOn(deviceDatabase.rounds, 'update').mockRejectedValue(new Error('switched off'))
    await expect(joinOfficer(again)).rejects.toThrow('switched off')
    lock()
    const kept = (await listOfficers()).find(({ id }) => id === 'A')
    await unlock(use(kept), slipA ?? '')
    expect([roundKey('a') !== undefined, outboxKey('a') !== undefined]).toEqual([true, true])
  })

  it('are tried before they count: sealing, signing, opening again', async () => {
    expect(await tryKeys(use(a), slipA ?? '')).toEqual({ reopens: true, seals: true, signs: true })
    expect(await tryKeys(use(a), slipB ?? '')).toEqual({ reopens: false, seals: false, signs: false })
    expect(await tryKeys({ ...use(a), publicKeys: use(b).publicKeys }, slipA ?? '')).toEqual({ reopens: true, seals: false, signs: false })
    expect(await deviceDatabase.chunks.get(['trial', 'draft', 0])).toBeUndefined()
  })
})
