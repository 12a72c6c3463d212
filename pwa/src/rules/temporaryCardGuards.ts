// Guards about temporary cards, fees and receipts (2.1-2.4). Twin: server/rules/temporary_card_guards.py.
import { handedOver, type Facts, type Fee } from './facts'

const FEE_DUE = ['lost', 'damaged']
const SETTLED = ['returned', ...FEE_DUE]

const answerOf = (facts: Facts): string => handedOver(facts).temporary_card.answer ?? ''
const isHandOver = (facts: Facts): boolean => facts.event.type === 'card.handed_over'
const feeIsDue = (facts: Facts): boolean => !isHandOver(facts) || FEE_DUE.includes(answerOf(facts))

/** The fee a hand-over names beside the temporary card, or that a payment of its own is. */
function feeOf(facts: Facts): Partial<Fee> | null {
  return isHandOver(facts) ? (handedOver(facts).temporary_card.fee ?? null) : (facts.event.payload as Partial<Fee>)
}

const receiptOf = (facts: Facts): string => feeOf(facts)?.receipt_number ?? ''

export const temporaryCardGuards = {
  temporary_card_was_asked: (f: Facts) => answerOf(f) !== '',
  // Answered, on the tablet's list by the record, or on it by what the server packed: one is enough (2.1).
  a_temporary_card_is_out: (f: Facts) =>
    handedOver(f).temporary_card.on_list || f.roster.temporary_card || !['', 'none'].includes(answerOf(f)),
  temporary_card_is_settled: (f: Facts) => SETTLED.includes(answerOf(f)),
  a_fee_is_due: feeIsDue,
  no_fee_is_due: (f: Facts) => !feeIsDue(f),
  no_fee_is_taken: (f: Facts) => feeOf(f) === null,
  fee_is_right: (f: Facts) => feeOf(f) !== null && feeOf(f)?.amount_fen === f.policy['temporary_card.fee_fen'],
  a_receipt_is_named: (f: Facts) => receiptOf(f) !== '',
  receipt_is_in_range: (f: Facts) => {
    if (!f.receipts) return true
    const { prefix, first, last, digits } = f.receipts
    const number = receiptOf(f).startsWith(prefix) ? receiptOf(f).slice(prefix.length) : ''
    return /^[0-9]+$/.test(number) && number.length === digits && Number(number) >= first && Number(number) <= last
  },
  receipt_is_unused: (f: Facts) => !f.receipts || !f.receipts.used.includes(receiptOf(f)),
} satisfies Record<string, (facts: Facts) => boolean>
