// The facts that rules are judged on: the record as it travels (snake_case) and what surrounds it.

export interface Attachment {
  sha256: string
  length: number
  /** SHA-256 of the sealed bytes, by which they travel; records of version 1 do not say. */
  sealed?: string
  media_type: string
  kind:
    | 'signature'
    | 'fingerprint'
    | 'witness_signature'
    | 'officer_signature'
    | 'barcode_frame'
    | 'id_card'
    | 'proxy_id_card'
    | 'household_register'
    | 'paper_roster'
}

export interface Approval {
  officer: string
  role: string
  items: string[]
  at: string
  way: string
  /** The officer's own signature over the facts that rules/tables/checks.json names (compact JWS). */
  signature?: string
}

export type ReadMethod = 'wedge' | 'reader' | 'camera' | 'typed'

/** Who collects for the person: on the roster beforehand, or a direct relative with the household register (1.1.3). */
export interface Proxy {
  name: string
  number: string
  method: ReadMethod
  phone: string
  /** A code of the reasons list "relation" or, named and never accepted without an exception, "relation_refused". */
  relation: string | null
  /** Number of the household register that was shown (户号): a family on one register counts once. */
  household?: string | null
  documents: ('proxy_id_card' | 'applicant_id_card' | 'household_register')[]
  /** Made by a supervisor, whose officer id it names; reason: a code of the list "proxy_exception". */
  exception: { reason: string; document: string; supervisor: string | null } | null
}

/** The fee for a lost or damaged temporary card, in fen, and the number printed on its receipt (2.3, 2.4). */
export interface Fee {
  amount_fen: number
  receipt_number: string
}

export interface TemporaryCardTold {
  list_as_of: string | null
  on_list: boolean
  answer: 'none' | 'returned' | 'lost' | 'damaged' | (string & {}) | null
  number?: string | null
  fee?: Fee | null
}

/** Ink or a fingerprint; whoever cannot write has a witness sign beside it (1.2.2.c). */
export interface Signature {
  sha256: string
  words: string[]
  words_sha256: string
  kind?: 'ink' | 'fingerprint' | 'paper'
  by?: 'self' | 'proxy'
  witness?: { name: string; sha256: string } | null
}

/** Members with a question mark are missing in records of older builds, which knew only people who came themselves. */
export interface HandedOver {
  card_id: string
  area_code: string
  card_number: string
  cardholder_id: string
  path: 'self' | 'reserved_proxy' | 'direct_relative'
  place?: 'round' | 'home'
  found: { method: 'camera' | 'wedge' | 'id_tail' | 'pinyin' | 'box_position' | 'list'; symbology?: string }
  /** The applicant's own document; the household register only for those too young for an ID card (1.1.2.a). */
  identity: { document: 'id_card' | 'temporary_id_card' | 'household_register'; method: ReadMethod; number: string | null; name?: string | null }
  proxy?: Proxy | null
  match: { card: 'match' | 'not_read'; number: string; name: string; reason: string | null }
  checks: Record<string, { method: string; portrait?: boolean }>
  face_check: string
  temporary_card: TemporaryCardTold
  contact?: { phone?: string; address?: string } | null
  notice?: { shown: boolean; face_image: boolean | null; guardian: true | null }
  /** Where the bank manager's check is: in this record's approvals, or in a check.cosigned of the companion. */
  bank_check?: 'same_device' | 'companion'
  signature: Signature
  social_activation: 'requested' | 'declined'
  told_wechat: boolean
  started_at: string
}

export interface NotServed {
  card_id: string
  cardholder_id: string
  reason: string
  note?: string
}

export interface WrongFace {
  card_id: string
  cardholder_id: string
  items: string[]
  correct?: string
  card_kept: boolean
}

export interface FinanceActivated {
  card_id: string
  cardholder_id: string
  result: 'activated' | 'refused'
  reason?: string
  terminal_reference?: string
  password_changed: boolean
}

/** The bank manager's half, from the companion (1.2.2.c). number_tail: the last four of the original ID. */
export interface Cosigned {
  card_id: string
  cardholder_id: string
  result: 'agreed' | 'refused'
  items: ('id_card' | 'photo' | 'address')[]
  reason: string | null
  number_tail: string
  /** Who stood there, as the manager saw it: for a proxy nothing is activated (1.1.3.c). */
  collected_by?: 'self' | 'proxy'
}

/** A temporary card that came back outside a hand-over (2.2). */
export interface TemporaryCardReturned {
  card_id: string
  cardholder_id: string
  number: string | null
  note: string | null
}

/** A fee that was paid outside a hand-over (2.3). */
export interface TemporaryCardFeePaid extends Fee {
  card_id: string
  cardholder_id: string
  kind: 'lost' | 'damaged'
}

/** A receipt spoilt before it was given (2.4); reason: a code of the list "receipt_void". */
export interface ReceiptVoided {
  receipt_number: string
  reason: string
}

/** What a tablet brings to the joint count at the close (4.1.1.b). */
export interface RoundCounted {
  handed: number
  returned: string[]
  wrong: string[]
  missing: string[]
  elsewhere: string[]
  cash_fen: number
  receipts: string[]
  check_code: string
  /** The bank manager's is null while it is to come from the companion. */
  signatures: { specialist: string; bank_manager: string | null }
}

/** The bank manager's half of a count, from the companion; check_code names the count (1.2.2.b). */
export interface CountCosigned {
  check_code: string
  signature: string
}

export interface Corrected {
  corrects: string
  reason: string
  note?: string
}

export interface PayloadOf {
  'card.handed_over': HandedOver
  'person.not_served': NotServed
  'card.wrong_face': WrongFace
  'check.cosigned': Cosigned
  'finance.activated': FinanceActivated
  'temp_card.returned': TemporaryCardReturned
  'temp_card.fee_paid': TemporaryCardFeePaid
  'receipt.voided': ReceiptVoided
  'round.counted': RoundCounted
  'count.cosigned': CountCosigned
  'event.corrected': Corrected
}

export type EventType = keyof PayloadOf

export interface EventFacts<T extends EventType = EventType> {
  type: T
  officer: string
  device: string
  device_time: string
  approvals: Approval[]
  attachments: Attachment[]
  payload: PayloadOf[T]
}

export interface Facts {
  event: EventFacts
  /** frozen: its holder was recorded as deceased (3.1.a). */
  card: { in_round: boolean; custody_state: string | null; cardholder_id: string; frozen?: boolean } | null
  round: { state: string; specialist_id: string; bank_manager_id: string } | null
  lease: { exists: boolean; valid_at_event: boolean } | null
  roster: {
    number: string
    name: string
    temporary_card: boolean
    birth_date?: string | null
    reserved_proxy?: { number: string } | null
  }
  policy: {
    'evidence.id_card_photo': boolean
    'evidence.proxy_photo'?: boolean
    'person.id_card_years'?: number
    'proxy.supervisor_at'?: number
    'temporary_card.fee_fen'?: number
  }
  collected_by: string | null
  corrected: { device: string } | null
  /** Typed in at a desk from a paper roster; the server alone knows. */
  desk?: boolean
  /** Of a count: how many cards the tablet took along, and the sum of its receipts in fen. */
  count?: { taken: number; cash_fen: number | null } | null
  /** What kind of device reports; the server alone asks. */
  device?: { kind: string } | null
  /** What is known of the proxy: on the block list as, how many others served within the window (one household counts
   * once), whether the supervisor named is one. */
  proxy?: { blocked: string | null; served: number; supervisor_fits?: boolean } | null
  /** The receipts this lease may give, and those given or voided; first > last where none was set aside (2.4). */
  receipts?: { prefix: string; first: number; last: number; digits: number; used: string[] } | null
}

export const handedOver = (facts: Facts): HandedOver => facts.event.payload as HandedOver

/** Whether the record brings an attachment of this kind, and with this hash if one is named. */
export function attached(facts: Facts, kind: Attachment['kind'], sha256?: string): boolean {
  return facts.event.attachments.some((one) => one.kind === kind && (sha256 === undefined || one.sha256 === sha256))
}
