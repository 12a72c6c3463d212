// Receipts for fees: numbers set aside for this tablet, taken in their order (2.4). Money is in fen.
import type { Facts } from '@/rules'
import type { BundleReceipts } from '@/sync'

/** The next receipt of the range that is neither given nor voided; null when none is left or none was set aside. */
export function nextReceipt(range: BundleReceipts | null | undefined, used: readonly string[]): string | null {
  if (!range) return null
  for (let at = range.first; at <= range.last; at++) {
    const number = range.prefix + String(at).padStart(range.digits, '0')
    if (!used.includes(number)) return number
  }
  return null
}

/** How many receipts are left. */
export function receiptsLeft(range: BundleReceipts | null | undefined, used: readonly string[]): number {
  if (!range) return 0
  return range.last - range.first + 1 - used.filter((number) => number.startsWith(range.prefix)).length
}

/** As the judge asks: an older bundle says nothing of receipts, and then the server judges alone. */
export function receiptFacts(range: BundleReceipts | null | undefined, used: readonly string[]): Facts['receipts'] {
  if (range === undefined) return null
  const { prefix, first, last, digits } = range ?? { prefix: '', first: 1, last: 0, digits: 1 }
  return { prefix, first, last, digits, used: [...used] }
}

/** 2000 → "20.00" */
export function yuan(fen: number): string {
  return `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
}
