// The running tally of this tablet, and four characters that name it on paper (docs/api/tally.md). Pure;
// server/sync/tally/rules.py says the same, tests/vectors/tally.json proves both.
import type { ChainHead } from './record'

/** How many records of a round this tablet has made, those that were corrected left out; cash in fen. */
export interface Tally {
  records: number
  handed_over: number
  not_served: number
  wrong_face: number
  temporary_cards: number
  receipts: number
  cash_fen: number
}

// Without I, L, O, U: written down and read aloud without mistakes.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 4
const BITS = 5

/** The four characters of a chain that ends at this head: each record before it goes into its hash. */
export async function tallyCode(device: string, head: Pick<ChainHead, 'epoch' | 'seq' | 'hash'>, sha256: (bytes: Uint8Array) => Promise<string>): Promise<string> {
  const text = `songka-tally|${device}|${head.epoch}|${head.seq}|${head.hash ?? ''}`
  const bits = parseInt((await sha256(new TextEncoder().encode(text))).slice(0, 8), 16) >>> (32 - LENGTH * BITS)
  return Array.from({ length: LENGTH }, (_, place) => ALPHABET.charAt((bits >>> (BITS * (LENGTH - 1 - place))) & (ALPHABET.length - 1))).join('')
}

/** Records of one round, as whatever build wrote them. */
export type TalliedBody = { id?: unknown; type?: unknown; payload?: unknown }

export function tallyOf(bodies: readonly TalliedBody[]): Tally {
  const corrected = new Set(bodies.filter(isOf('event.corrected')).map((one) => part(one, 'payload')['corrects']))
  const standing = bodies.filter(({ id }) => !corrected.has(id))
  const handed = standing.filter(isOf('card.handed_over')).map((one) => part(part(one, 'payload'), 'temporary_card'))
  const paid = standing.filter(isOf('temp_card.fee_paid')).map((one) => part(one, 'payload'))
  const fees = [...handed.map((told) => part(told, 'fee')).filter((fee) => Object.keys(fee).length > 0), ...paid]
  return {
    records: bodies.length,
    handed_over: handed.length,
    not_served: standing.filter(isOf('person.not_served')).length,
    wrong_face: standing.filter(isOf('card.wrong_face')).length,
    temporary_cards: handed.filter((told) => told['answer'] === 'returned').length + standing.filter(isOf('temp_card.returned')).length,
    receipts: fees.length,
    cash_fen: fees.reduce((sum, { amount_fen: fen }) => sum + (typeof fen === 'number' && Number.isInteger(fen) ? fen : 0), 0),
  }
}

function isOf(type: string) {
  return (one: TalliedBody): boolean => one.type === type
}

function part(of: object, name: string): Record<string, unknown> {
  const found = (of as Record<string, unknown>)[name]
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : {}
}
