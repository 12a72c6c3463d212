// A book of numbered receipts: its range as printed, and what became of its numbers (2.4).
import type { components } from '@/api/schema'
import type { Term } from '@/ui/kinds'

type Book = components['schemas']['ReceiptBook']
type Part = 'used' | 'void' | 'setAside' | 'free'

const printed = (book: Pick<Book, 'prefix' | 'digits'>, n: number): string => `${book.prefix}${String(n).padStart(book.digits, '0')}`

/** The range of a book as it stands on its first and last leaf. */
export const rangeOf = (book: Pick<Book, 'prefix' | 'digits' | 'first' | 'last'>): string => `${printed(book, book.first)} – ${printed(book, book.last)}`

/** leaves = used + void + set aside + free. */
export function bookSum(book: Pick<Book, 'first' | 'last' | 'used' | 'void' | 'set_aside' | 'free'>, word: (key: Part | 'leaves') => string): { total: Term; parts: Term[] } {
  const counts: Record<Part, number> = { used: book.used, void: book.void, setAside: book.set_aside, free: book.free }
  return {
    total: { key: 'leaves', label: word('leaves'), n: book.last - book.first + 1 },
    parts: (Object.keys(counts) as Part[]).map((key) => ({ key, label: word(key), n: counts[key] })),
  }
}

/** Split what stands on a leaf into its letters and its number; null when it ends with no number. */
export function leafOf(text: string): { prefix: string; n: number; digits: number } | null {
  const found = /^(.*?)(\d{1,12})$/.exec(text.trim())
  return found ? { prefix: found[1] ?? '', n: Number(found[2]), digits: (found[2] ?? '').length } : null
}
