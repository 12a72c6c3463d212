// @vitest-environment jsdom
// Temporary cards in the village (2.1 to 2.4, scenario 12 of domain.md §5): settled before the formal card, against receipts in order.
import { describe, expect, it } from 'vitest'
import type { BundlePerson } from '@/sync'
import type { ServeDraft } from './draft'
import { findings, missing, type Surroundings } from './handOver'
import { makePayload, type Signed } from './payload'
import { nextReceipt, receiptsLeft, yuan } from './receipts'
import { around, filled, header, managers, person } from './testPeople'
import { wordsToSign } from './words'

const ink: Signed = { sha256: 'ink', words: [], wordsSha256: '', witnessSha256: null }
const judged = (draft: ServeDraft, surroundings: Surroundings = around) => findings({ ...draft, step: 'sign', bank: managers }, surroundings, ink)
const of = (who: Partial<BundlePerson>): BundlePerson => ({ ...person, ...who })

describe('temporary cards', () => {
  const holder = of({ temporary_card: { number: 'L2224260001', issued_on: null } })
  const here = { ...around, person: holder }
  const answered = (temporary: ServeDraft['temporary']) => filled({ temporary }, holder)

  it('one on the list has to be settled first, and "none" settles nothing', () => {
    expect(missing(answered({ answer: null, receipt: null }), here)).toEqual(['temporary_card_first'])
    expect(judged(answered({ answer: 'none', receipt: null }), here)).toEqual(['temporary_card_first'])
  })

  it('returned: noted with its number, no fee', () => {
    const draft = answered({ answer: 'returned', receipt: null })
    expect(judged(draft, here)).toEqual([])
    expect(makePayload(draft, here, ink).temporary_card).toMatchObject({ on_list: true, answer: 'returned', number: 'L2224260001', fee: null })
    expect(wordsToSign(holder, draft).flat().join()).toContain('临时卡已交回')
  })

  it.each(['lost', 'damaged'] as const)('%s: 20.00 yuan against the next receipt of the own range', (answer) => {
    expect(missing(answered({ answer, receipt: null }), here)).toEqual(['fee_wrong'])
    const draft = answered({ answer, receipt: 'TS-000123' })
    expect(judged(draft, here)).toEqual([])
    expect(makePayload(draft, here, ink).temporary_card.fee).toEqual({ amount_fen: 2000, receipt_number: 'TS-000123' })
    expect(judged(draft, { ...here, receiptsUsed: ['TS-000123'] })).toEqual(['receipt_used_twice'])
    expect(judged(answered({ answer, receipt: 'TS-000999' }), here)).toEqual(['receipt_out_of_range'])
    expect(judged(draft, { ...here, header: { ...header, receipts: null } })).toEqual(['receipt_out_of_range'])
  })

  it('receipts are given in order, voided ones passed over, and end with the range', () => {
    expect(nextReceipt(header.receipts, [])).toBe('TS-000123')
    expect(nextReceipt(header.receipts, ['TS-000123', 'TS-000124'])).toBe('TS-000125')
    expect(nextReceipt(header.receipts, ['TS-000123', 'TS-000124', 'TS-000125'])).toBeNull()
    expect([nextReceipt(null, []), nextReceipt(undefined, [])]).toEqual([null, null])
    expect([receiptsLeft(header.receipts, ['TS-000123']), receiptsLeft(null, [])]).toEqual([2, 0])
    expect([yuan(2000), yuan(5), yuan(123_456)]).toEqual(['20.00', '0.05', '1234.56'])
  })

  it('one that the list does not know may be found by asking', () => {
    const draft = filled({ temporary: { answer: 'returned', receipt: null } })
    expect(judged(draft)).toEqual([])
    expect(makePayload(draft, around, ink).temporary_card).toMatchObject({ on_list: false, answer: 'returned', number: null })
  })
})
