import { describe, expect, it } from 'vitest'
import { policy } from '@/rules'
import type { OfficerRow, RoundRow } from '@/store'
import { closedGates, freeParts, missingOfficers, shareWays, type OfferedRound, type Readiness } from './packing'

const round = { id: 'r', specialist: { id: 's', name: '周敏', organisation: '' }, bank_manager: { id: 'b', name: '韩磊', organisation: '' } } as OfferedRound
const officer = (id: string) => ({ id }) as OfficerRow
const both = [officer('s'), officer('b')]
const HOUR = 3_600_000
const ready: Readiness = {
  kind: 'tablet', officers: both, rounds: [], storage: { persisted: true, free: 2 ** 30 }, hasOfflineCopy: true,
  oldestMs: null, clockOffsetMs: 0, build: '0.1.0+abc', minBuild: '0.1.0',
}
const gates = (changed: Partial<Readiness>) => closedGates(round, { ...ready, ...changed })

describe('before packing', () => {
  it('both officers of the round must be on the tablet, and the missing one is named', () => {
    expect(missingOfficers('tablet', round, [officer('s'), officer('other')])).toEqual([expect.objectContaining({ name: '韩磊', role: 'bank_manager' })])
    expect(gates({ officers: [] })).toEqual(['officers'])
  })

  it('a companion is the bank manager’s alone', () => {
    expect(missingOfficers('companion', round, [])).toEqual([expect.objectContaining({ name: '韩磊' })])
    expect(gates({ kind: 'companion', officers: [officer('b')] })).toEqual([])
  })

  it('C17: storage that may be cleared refuses the round, and so does a full disk', () => {
    expect(gates({ storage: { persisted: false, free: 2 ** 30 } })).toEqual(['storage'])
    expect(gates({ storage: { persisted: true, free: 1000 } })).toEqual(['space'])
    expect(gates({ storage: null })).toEqual(['storage'])
  })

  it('the app itself must be on the tablet, else it would not open in the village', () => {
    expect(gates({ hasOfflineCopy: false })).toEqual(['app'])
  })

  it('C14: a clock that is far off is set right first, to either side', () => {
    const limit = policy<number>('device.clock_drift_seconds') * 1000
    expect(gates({ clockOffsetMs: limit })).toEqual([])
    expect(gates({ clockOffsetMs: limit + 1 })).toEqual(['clock'])
    expect(gates({ clockOffsetMs: -limit - 1 })).toEqual(['clock'])
  })

  it('a build older than the county allows is renewed first', () => {
    expect(gates({ minBuild: '0.1.1' })).toEqual(['build'])
  })

  it('records that have waited for days leave first; those of this morning hold up nothing', () => {
    const limit = policy<number>('outbox.pack_hours') * HOUR
    expect(gates({ oldestMs: limit })).toEqual([])
    expect(gates({ oldestMs: limit + 1 })).toEqual(['queue'])
  })

  it('nothing stands in the way of a ready tablet, also when browser and county have not said everything', () => {
    expect(gates({ storage: { persisted: true, free: null }, clockOffsetMs: null, minBuild: null })).toEqual([])
  })

  it('the next round waits while one is open on this device, and no longer when the county has closed it', () => {
    const open = { id: 'other', complete: true } as RoundRow
    expect(gates({ rounds: [open] })).toEqual(['open'])
    expect(gates({ rounds: [{ ...open, id: 'r' }, { ...open, complete: false }, { ...open, forgotten: { why: 'closed', at: '', seen: false } }] })).toEqual([])
  })
})

describe('sharing a round', () => {
  const tablet = (share: number | null) => ({ name: '平板', share })

  it('is free to choose for the first tablet and fixed for those after it', () => {
    expect(shareWays({ tablets: [], share_of: null })).toEqual(['alone', 'split', 'all'])
    expect(shareWays({ tablets: [tablet(1)], share_of: 2 })).toEqual(['split'])
    expect(shareWays({ tablets: [tablet(null)], share_of: null })).toEqual(['all'])
  })

  it('offers the parts that nobody has', () => {
    expect(freeParts({ tablets: [tablet(1), tablet(3)] }, 3)).toEqual([2])
    expect(freeParts({ tablets: [] }, 2)).toEqual([1, 2])
  })
})
