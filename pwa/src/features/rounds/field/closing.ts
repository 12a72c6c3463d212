// The joint count at the end of a round (4.1.1.b): taken = handed + returned + wrong + missing, card by card.
// What was handed over is fixed by the records; everything else is counted, and nothing is counted beforehand.
import type { Fee, HandedOver, RoundCounted, TemporaryCardFeePaid } from '@/rules'
import { countThatStands, outcomes, type BundlePerson, type RecordBody, type SavedRecord } from '@/sync'

/** Where a card was counted. */
export type Where = 'returned' | 'wrong' | 'missing' | 'elsewhere'

/** Card id → where it was counted; a card that is not in it is not accounted for yet. */
export type Tally = ReadonlyMap<string, Where>

/** What the records of this tablet say about the cards it took along. */
export interface Ledger {
  people: readonly BundlePerson[]
  handed: ReadonlySet<string>
  wrong: ReadonlySet<string>
  /** How many of the handed ones were signed by fingerprint. */
  fingerprints: number
  dead: number
  receipts: readonly string[]
  cashFen: number
  /** Temporary cards taken back (2.2). */
  temporary: number
  /** The count that stands, once both have signed. */
  counted: RecordBody<'round.counted'> | null
}

export function ledgerOf(people: readonly BundlePerson[], records: readonly SavedRecord[]): Ledger {
  const standing = withoutCorrected(records)
  const served = outcomes([...records])
  const handed = new Set<string>()
  const wrong = new Set<string>()
  let dead = 0
  for (const person of people) {
    const outcome = served.get(person.cardholder_id)
    if (outcome?.kind === 'handed_over') handed.add(person.card.id)
    if (outcome?.kind === 'wrong_face') wrong.add(person.card.id)
    if (outcome?.kind === 'not_served' && outcome.detail === 'dead') dead += 1
  }
  const handOvers = standing.filter(isOf('card.handed_over')).map(({ payload }) => payload)
  const fees = feesOf(handOvers, standing.filter(isOf('temp_card.fee_paid')).map(({ payload }) => payload))
  return {
    people,
    handed,
    wrong,
    fingerprints: handOvers.filter(({ signature }) => signature.kind === 'fingerprint').length,
    dead,
    receipts: fees.map(({ receipt_number: number }) => number),
    cashFen: fees.reduce((sum, { amount_fen: fen }) => sum + fen, 0),
    temporary: handOvers.filter(({ temporary_card: told }) => told.answer === 'returned').length + standing.filter(isOf('temp_card.returned')).length,
    counted: countThatStands(records),
  }
}

/** Count a card, or take it out of the count. A handed card cannot be counted: its record comes first. */
export function countCard(tally: Tally, ledger: Ledger, cardId: string, where: Where | null): Tally {
  const next = new Map(tally)
  if (where === null || ledger.handed.has(cardId)) next.delete(cardId)
  else next.set(cardId, where)
  return next
}

/** Count several as what the records say of them: the rest of a box, the bag of wrong cards. */
export function countAll(tally: Tally, ledger: Ledger, cardIds: readonly string[]): Tally {
  return cardIds.reduce((all, id) => countCard(all, ledger, id, expectedOf(ledger, id)), tally)
}

/** Where the records say that a card lies. */
export function expectedOf(ledger: Ledger, cardId: string): Where {
  return ledger.wrong.has(cardId) ? 'wrong' : 'returned'
}

export type Scan =
  | { kind: 'counted'; person: BundlePerson; where: Where }
  | { kind: 'again'; person: BundlePerson }
  | { kind: 'handed'; person: BundlePerson }

/** What a scanned card of this tablet means for the count. */
export function scanCard(tally: Tally, ledger: Ledger, person: BundlePerson): Scan {
  if (ledger.handed.has(person.card.id)) return { kind: 'handed', person }
  const where = tally.get(person.card.id)
  if (where === 'returned' || where === 'wrong') return { kind: 'again', person }
  return { kind: 'counted', person, where: expectedOf(ledger, person.card.id) }
}

export interface Sums {
  taken: number
  handed: number
  returned: number
  wrong: number
  missing: number
  elsewhere: number
  /** By exclusion: neither handed over nor counted, in box order. */
  open: BundlePerson[]
  /** What the records lead one to expect in the hand. */
  expected: { returned: number; wrong: number }
}

export function sumsOf(ledger: Ledger, tally: Tally): Sums {
  const counted = (where: Where) => ledger.people.filter(({ card }) => !ledger.handed.has(card.id) && tally.get(card.id) === where).length
  return {
    taken: ledger.people.length,
    handed: ledger.handed.size,
    returned: counted('returned'),
    wrong: counted('wrong'),
    missing: counted('missing'),
    elsewhere: counted('elsewhere'),
    open: ledger.people.filter(({ card }) => !ledger.handed.has(card.id) && !tally.has(card.id)),
    expected: { wrong: ledger.wrong.size, returned: ledger.people.length - ledger.handed.size - ledger.wrong.size },
  }
}

/** Cards in their box, the bag of wrong ones first: what two people hold in their hands one after the other. */
export interface Box {
  key: string
  bag: boolean
  people: BundlePerson[]
  counted: number
}

export function boxesOf(ledger: Ledger, tally: Tally): Box[] {
  const boxes = new Map<string, Box>()
  const inHand = ledger.people.filter(({ card }) => !ledger.handed.has(card.id))
  const sorted = [...inHand.filter(({ card }) => ledger.wrong.has(card.id)), ...inHand.filter(({ card }) => !ledger.wrong.has(card.id))]
  for (const person of sorted) {
    const bag = ledger.wrong.has(person.card.id)
    const key = bag ? '' : boxOf(person.card.box_position)
    const box = boxes.get(key) ?? { key, bag, people: [], counted: 0 }
    box.people.push(person)
    if (tally.has(person.card.id)) box.counted += 1
    boxes.set(key, box)
  }
  return [...boxes.values()]
}

/** "1-2-3-04" lies in box 1-2-3. */
export function boxOf(position: string): string {
  return position.split('-').slice(0, -1).join('-') || position
}

/** The payload both sign; the lists are in box order. `code` names the count to the companion. */
export function payloadOf(ledger: Ledger, tally: Tally, signatures: RoundCounted['signatures'], code: string): RoundCounted {
  const cards = (where: Where) => ledger.people.filter(({ card }) => !ledger.handed.has(card.id) && tally.get(card.id) === where).map(({ card }) => card.id)
  return {
    handed: ledger.handed.size,
    returned: cards('returned'),
    wrong: cards('wrong'),
    missing: cards('missing'),
    elsewhere: cards('elsewhere'),
    cash_fen: ledger.cashFen,
    receipts: [...ledger.receipts],
    check_code: code,
    signatures,
  }
}

// Without I, L, O, U: read aloud and typed on a phone without mistakes.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 6

/** Six characters that name a count: different as soon as one card or one fen is. */
export async function checkCode(roundId: string, ledger: Ledger, tally: Tally, sha256: (bytes: Uint8Array) => Promise<string>): Promise<string> {
  const lines = ledger.people.map(({ card }) => `${card.id} ${ledger.handed.has(card.id) ? 'handed' : (tally.get(card.id) ?? '')}`)
  const hash = await sha256(new TextEncoder().encode([roundId, ledger.cashFen, ...ledger.receipts, ...lines].join('\n')))
  return Array.from({ length: CODE_LENGTH }, (_, i) => ALPHABET.charAt(parseInt(hash.slice(i * 2, i * 2 + 2), 16) % ALPHABET.length)).join('')
}

function withoutCorrected(records: readonly SavedRecord[]): RecordBody[] {
  const corrected = new Set(records.map(({ body }) => body).filter(isOf('event.corrected')).map(({ payload }) => payload.corrects))
  return records.map(({ body }) => body).filter(({ id }) => !corrected.has(id))
}

function feesOf(handOvers: HandedOver[], paid: TemporaryCardFeePaid[]): Fee[] {
  return [...handOvers.flatMap(({ temporary_card: told }) => (told.fee ? [told.fee] : [])), ...paid]
}

function isOf<T extends RecordBody['type']>(type: T) {
  return (body: RecordBody): body is RecordBody<T> => body.type === type
}
