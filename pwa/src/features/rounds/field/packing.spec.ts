import { describe, expect, it } from 'vitest'
import type { OfficerRow } from '@/store'
import { closedGates, missingOfficers, type OfferedRound } from './packing'

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
})
