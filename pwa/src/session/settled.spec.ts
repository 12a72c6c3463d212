import { describe, expect, it } from 'vitest'
import { settledByRound, settledRecords, stillWaiting } from './settled'

const parked = [{ id: 'a', round: 'r' }, { id: 'b', round: 'r' }, { id: 'c', round: 's' }]

describe('what the desk decided', () => {
  it('is nothing of a record that still waits, or whose settlement was taken back', () => {
    expect(settledByRound(parked, [])).toEqual(new Map([['r', { settled: {} }], ['s', { settled: {} }]]))
    expect(settledByRound([], [{ event_id: 'z', decision: 'void' }])).toEqual(new Map())
  })

  it('is kept with the record’s round', () => {
    const told = settledByRound(parked, [{ event_id: 'b', decision: 'void' }, { event_id: 'c', decision: 'stands' }])
    expect(told).toEqual(new Map([['r', { settled: { b: 'void' } }], ['s', { settled: { c: 'stands' } }]]))
    expect(settledRecords([...told.values()].map((one) => ({ told: one })))).toEqual(new Map([['b', 'void'], ['c', 'stands']]))
  })

  it('hides no record that waits behind decisions of records that are parked no longer', () => {
    const decided = new Map([['b', 'void'], ['gone', 'stands'], ['gone too', 'void']])
    expect(stillWaiting(parked, decided).map(({ id }) => id)).toEqual(['a', 'c'])
  })

  it('is nothing of rounds nobody told about', () => {
    expect(settledRecords([{}, { told: { phone: 'none' } }]).size).toBe(0)
  })
})
