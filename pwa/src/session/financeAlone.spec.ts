import { describe, expect, it } from 'vitest'
import type { Banked, BundlePerson, Outcome } from '@/sync'
import { financeAlone } from './financeAlone'

const people = ['a', 'b'].map((id) => ({ cardholder_id: id, card: { id: `card ${id}` } }) as BundlePerson)
const report = (result: 'activated' | 'refused') => ({ check: null, report: { result } }) as Banked
const kinds = (kind: Outcome['kind']) => new Map([['a', { kind } as Outcome]])
const nothing = { told: [], served: new Map<string, Outcome>(), banked: new Map<string, Banked>() }
const names = (found: BundlePerson[]) => found.map(({ cardholder_id: id }) => id)

describe('on a tablet', () => {
  it('is nobody who got the card here, whatever the county knows by now', () => {
    expect(financeAlone('tablet', people, { told: ['card a'], served: kinds('handed_over'), banked: new Map([['a', report('activated')]]) })).toEqual([])
  })

  it('is whom the county names, and whose report is here without a hand-over', () => {
    expect(names(financeAlone('tablet', people, { ...nothing, told: ['card b'] }))).toEqual(['b'])
    expect(names(financeAlone('tablet', people, { ...nothing, served: kinds('not_served'), banked: new Map([['a', report('activated')]]) }))).toEqual(['a'])
    expect(financeAlone('tablet', people, { ...nothing, banked: new Map([['a', report('refused')]]) })).toEqual([])
  })
})

describe('on the phone', () => {
  it('is nobody as long as the county has not spoken, and nobody whose report was corrected', () => {
    expect(financeAlone('companion', people, { ...nothing, banked: new Map([['a', report('activated')]]) })).toEqual([])
    expect(financeAlone('companion', people, { ...nothing, told: ['card a'] })).toEqual([])
  })

  it('is whose report is here and whose card the county has not seen handed over', () => {
    expect(names(financeAlone('companion', people, { ...nothing, told: ['card a', 'card b'], banked: new Map([['a', report('activated')]]) }))).toEqual(['a'])
  })
})
