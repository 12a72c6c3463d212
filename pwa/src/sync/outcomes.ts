// What became of each person of a round: derived from the records alone, in their order.
import type { Corrected, EventType, Fee, FinanceActivated, HandedOver, NotServed, ReceiptVoided, TemporaryCardFeePaid, WrongFace } from '@/rules'
import type { RecordBody } from './record'
import type { RecordState } from './ports'

export type OutcomeKind = 'handed_over' | 'not_served' | 'wrong_face'

/** What the bank manager has reported of the card (1.2.2.d). */
export interface Finance {
  result: 'activated' | 'refused'
  reason: string | null
  terminal: string | null
  passwordChanged: boolean
}

export interface Outcome {
  kind: OutcomeKind
  eventId: string
  seq: number
  at: string
  officer: string
  /** Why not served, or which items of the face are wrong, joined by commas. */
  detail: string | null
  finance: Finance | null
  /** Of a hand-over: whether the person asked for the social function. */
  social: HandedOver['social_activation'] | null
  /** Of a hand-over: how it was collected, by whom if not by the person, and what became of a temporary card. */
  collected?: Collected
  /** A temporary card that turned up after the hand-over, or was paid for then (2.2, 2.3). */
  later?: LaterCard
  state: RecordState
}

export interface LaterCard {
  how: 'returned' | 'lost' | 'damaged'
  receipt: string | null
  eventId: string
  state: RecordState
}

export interface Collected {
  path: HandedOver['path']
  place: 'round' | 'home'
  proxy: { name: string; number: string; household: string | null } | null
  temporary: string | null
  fee: Fee | null
  bankCheck: 'same_device' | 'companion'
}

export interface SavedRecord {
  body: RecordBody
  state: RecordState
}

/** Records that say what became of a person; others tell of a card beside, a receipt, a count. */
const SETTLING: readonly EventType[] = ['card.handed_over', 'person.not_served', 'card.wrong_face']

/** Outcomes by cardholder id; a person without one is still to be served. */
export function outcomes(records: SavedRecord[]): Map<string, Outcome> {
  const found = new Map<string, Outcome>()
  const holderOf = new Map<string, string>()
  for (const { body, state } of records) {
    const undone = body.type === 'event.corrected' ? (body.payload as Corrected).corrects : null
    const corrected = undone ? holderOf.get(undone) : undefined
    if (corrected && undone) undo(found, corrected, undone)
    if (undone) continue
    const holder = (body.payload as HandedOver | NotServed | WrongFace | FinanceActivated).cardholder_id
    holderOf.set(body.id, holder)
    if (body.type === 'finance.activated') addFinance(found, holder, body.payload as FinanceActivated)
    else if (body.type === 'temp_card.returned' || body.type === 'temp_card.fee_paid') addLater(found, holder, body, state)
    else if (SETTLING.includes(body.type)) found.set(holder, outcomeOf(body, state))
  }
  return found
}

/** A correction takes back the one record that it names. */
function undo(found: Map<string, Outcome>, holder: string, undone: string): void {
  const outcome = found.get(holder)
  if (outcome?.eventId === undone) found.delete(holder)
  else if (outcome?.later?.eventId === undone) found.set(holder, withoutLater(outcome))
}

function withoutLater(outcome: Outcome): Outcome {
  const before = { ...outcome }
  delete before.later
  return before
}

function addLater(found: Map<string, Outcome>, holder: string, body: RecordBody, state: RecordState): void {
  const outcome = found.get(holder)
  if (outcome?.kind !== 'handed_over') return
  const paid = body.type === 'temp_card.fee_paid' ? (body.payload as TemporaryCardFeePaid) : null
  found.set(holder, { ...outcome, later: { how: paid?.kind ?? 'returned', receipt: paid?.receipt_number ?? null, eventId: body.id, state } })
}

function outcomeOf(body: RecordBody, state: RecordState): Outcome {
  const common = { eventId: body.id, seq: body.seq, at: body.device_time, officer: body.officer, finance: null, social: null, state } as const
  if (body.type === 'card.handed_over') {
    const payload = body.payload as HandedOver
    return { ...common, kind: 'handed_over', detail: null, social: payload.social_activation, collected: collectedBy(payload) }
  }
  if (body.type === 'card.wrong_face') {
    return { ...common, kind: 'wrong_face', detail: (body.payload as WrongFace).items.join(',') }
  }
  return { ...common, kind: 'not_served', detail: (body.payload as NotServed).reason }
}

function collectedBy({ path, place = 'round', proxy, temporary_card: temporary, bank_check: bankCheck = 'same_device' }: HandedOver): Collected {
  return {
    path,
    place,
    proxy: proxy ? { name: proxy.name, number: proxy.number, household: proxy.household ?? null } : null,
    temporary: temporary?.answer ?? null,
    fee: temporary?.fee ?? null,
    bankCheck,
  }
}

/** Numbers of receipts that were given or voided on this device: none of them is given again, whatever was corrected (2.4). */
export function usedReceipts(records: readonly SavedRecord[]): string[] {
  return records.map(({ body }) => receiptOf(body)).filter((number) => number !== null)
}

function receiptOf({ type, payload }: RecordBody): string | null {
  if (type === 'card.handed_over') return (payload as HandedOver).temporary_card?.fee?.receipt_number ?? null
  if (type === 'temp_card.fee_paid') return (payload as TemporaryCardFeePaid).receipt_number
  return type === 'receipt.voided' ? (payload as ReceiptVoided).receipt_number : null
}

function addFinance(found: Map<string, Outcome>, holder: string, payload: FinanceActivated): void {
  const outcome = found.get(holder)
  if (outcome?.kind !== 'handed_over') return
  const { result, reason = null, terminal_reference: terminal = null, password_changed: passwordChanged } = payload
  found.set(holder, { ...outcome, finance: { result, reason, terminal, passwordChanged } })
}
