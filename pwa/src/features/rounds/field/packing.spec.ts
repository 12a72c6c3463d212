import { describe, expect, it } from 'vitest'
import type { OfficerRow, RoundRow } from '@/store'
import { closedGates, freeParts, missingOfficers, shareWays, type OfferedRound } from './packing'

const round = { id: 'r', specialist: { id: 's', name: '周敏', organisation: '' }, bank_manager: { id: 'b', name: '韩磊', organisation: '' } } as OfferedRound
const officer = (id: string) => ({ id }) as OfficerRow
const both = [officer('s'), officer('b')]
const gigabyte = 2 ** 30

describe('before packing', () => {
  it('both officers of the round must be on the tablet, and the missing one is named', () => {
    expect(missingOfficers('tablet', round, [officer('s'), officer('other')])).toEqual([expect.objectContaining({ name: '韩磊', role: 'bank_manager' })])
    expect(closedGates('tablet', round, [], { persisted: true, free: gigabyte }, true)).toEqual(['officers'])
  })

  it('a companion is the bank manager’s alone', () => {
    expect(missingOfficers('companion', round, [])).toEqual([expect.objectContaining({ name: '韩磊' })])
    expect(closedGates('companion', round, [officer('b')], { persisted: true, free: gigabyte }, true)).toEqual([])
  })

  it('storage that may be cleared refuses the round, and so does a full disk', () => {
    expect(closedGates('tablet', round, both, { persisted: false, free: gigabyte }, true)).toEqual(['storage'])
    expect(closedGates('tablet', round, both, { persisted: true, free: 1000 }, true)).toEqual(['space'])
    expect(closedGates('tablet', round, both, null, true)).toEqual(['storage'])
  })

  it('the app itself must be on the tablet, else it would not open in the village', () => {
    expect(closedGates('tablet', round, both, { persisted: true, free: gigabyte }, false)).toEqual(['app'])
  })

  it('nothing stands in the way of a ready tablet, also when the browser does not say how much is free', () => {
    expect(closedGates('tablet', round, both, { persisted: true, free: null }, true)).toEqual([])
  })

  it('the next round waits while one is open on this device, and no longer when the county has closed it', () => {
    const open = { id: 'other', complete: true } as RoundRow
    const gates = (rounds: RoundRow[]) => closedGates('tablet', round, both, { persisted: true, free: null }, true, rounds)
    expect(gates([open])).toEqual(['open'])
    expect(gates([{ ...open, id: 'r' }, { ...open, complete: false }, { ...open, forgotten: { why: 'closed', at: '', seen: false } }])).toEqual([])
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
