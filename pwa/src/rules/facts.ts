// The facts that rules are judged on: the record as it travels (snake_case) and what surrounds it.

export interface Attachment {
  sha256: string
  length: number
  media_type: string
  kind: 'signature' | 'barcode_frame' | 'id_card'
}

export interface Approval {
  officer: string
  role: string
  items: string[]
  at: string
  way: string
}

export interface HandedOver {
  card_id: string
  area_code: string
  card_number: string
  cardholder_id: string
  path: 'self'
  found: { method: 'camera' | 'wedge' | 'id_tail' | 'pinyin' | 'box_position' | 'list'; symbology?: string }
  identity: { document: 'id_card'; method: 'wedge' | 'typed' | 'reader'; number: string | null; name?: string | null }
  match: { card: 'match' | 'not_read'; number: string; name: string; reason: string | null }
  checks: Record<string, { method: string; portrait?: boolean }>
  face_check: string
  temporary_card: { list_as_of: string | null; on_list: boolean; answer: string | null }
  signature: { sha256: string; words: string[]; words_sha256: string }
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

export interface Corrected {
  corrects: string
  reason: string
  note?: string
}

export interface PayloadOf {
  'card.handed_over': HandedOver
  'person.not_served': NotServed
  'card.wrong_face': WrongFace
  'finance.activated': FinanceActivated
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
  card: { in_round: boolean; custody_state: string; cardholder_id: string } | null
  round: { state: string; specialist_id: string; bank_manager_id: string } | null
  lease: { exists: boolean; valid_at_event: boolean } | null
  roster: { number: string; name: string; temporary_card: boolean }
  policy: { 'evidence.id_card_photo': boolean }
  collected_by: string | null
  corrected: { device: string } | null
}
