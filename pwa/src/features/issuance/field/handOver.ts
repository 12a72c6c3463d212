// From a draft to the record of a hand-over, and what the rules still miss of it.
import { compareNames, judge, samePersonNumber, type Attachment, type EventFacts, type Facts, type HandedOver } from '@/rules'
import type { BundleHeader, BundlePerson, Outcome } from '@/sync'
import type { ServeDraft } from './draft'

/** What stands around the person being served. */
export interface Surroundings {
  header: BundleHeader
  person: BundlePerson
  outcome: Outcome | undefined
  deviceId: string
  leaseOver: boolean
  idCardPhotoAsked: boolean
  now: () => Date
}

export interface Signed {
  sha256: string
  words: string[]
  wordsSha256: string
}

const officer = (header: BundleHeader, role: string) => header.officers.find((one) => one.role === role)?.id ?? ''

/** Codes that this step cannot settle: the manager's check and the signature come after the match. */
const laterThan: Record<ServeDraft['step'], readonly string[]> = {
  match: ['bank_check_missing', 'signature_missing'],
  bank: ['bank_check_missing', 'signature_missing'],
  sign: ['signature_missing'],
}

/** Whether a barcode of this very card was read. */
export function cardWasRead(draft: Pick<ServeDraft, 'found'>): boolean {
  return draft.found.method === 'camera' || draft.found.method === 'wedge'
}

/** How ID card and roster compare: number and name each for itself. */
export function compareIdentity(draft: Pick<ServeDraft, 'identity'>, person: BundlePerson): { number: 'match' | 'differs' | 'not_read'; name: 'match' | 'variant' | 'differs' | 'not_read' } {
  const { identity } = draft
  if (!identity) return { number: 'not_read', name: 'not_read' }
  const number = samePersonNumber(identity.number, person.number) ? 'match' : 'differs'
  return { number, name: identity.name ? compareNames(identity.name, person.name) : 'not_read' }
}

/** The ID card is ticked by the reader itself, or by a person's eye after the number was typed. */
export function idCardIsChecked(draft: ServeDraft): boolean {
  return draft.identity !== null && (draft.identity.method === 'wedge' || draft.ticks.idCard)
}

export function makePayload(draft: ServeDraft, { header, person }: Surroundings, signed: Signed | null): HandedOver {
  const { number, name } = compareIdentity(draft, person)
  return {
    card_id: person.card.id,
    area_code: person.card.area_code,
    card_number: person.card.number,
    cardholder_id: person.cardholder_id,
    path: 'self',
    found: draft.found,
    identity: { document: 'id_card', method: draft.identity?.method ?? 'typed', number: draft.identity?.number ?? null, ...(draft.identity?.name ? { name: draft.identity.name } : {}) },
    match: { card: cardWasRead(draft) ? 'match' : 'not_read', number: number === 'not_read' ? 'differs' : number, name, reason: draft.reason },
    checks: {
      ...(idCardIsChecked(draft) ? { id_card: { method: draft.identity?.method ?? 'typed' } } : {}),
      ...(draft.ticks.photo ? { photo: { method: 'eye', portrait: person.portrait !== null } } : {}),
      ...(draft.ticks.address ? { address: { method: 'eye' } } : {}),
    },
    face_check: draft.ticks.face ? 'correct' : 'not_checked',
    temporary_card: { list_as_of: header.temporary_cards.as_of, on_list: person.temporary_card !== null, answer: draft.temporaryAnswer },
    signature: { sha256: signed?.sha256 ?? '', words: signed?.words ?? [], words_sha256: signed?.wordsSha256 ?? '' },
    social_activation: draft.social,
    told_wechat: draft.toldWechat,
    started_at: draft.startedAt,
  }
}

/** Ask the same judge that the server asks (rules/tables/handover.json) what still stands against this draft. */
export function findings(draft: ServeDraft, around: Surroundings, signed: Signed | null = null): string[] {
  return judge(factsOf(draft, around, signed)).map(({ code }) => code)
}

function factsOf(draft: ServeDraft, around: Surroundings, signed: Signed | null): Facts {
  const { header, person, outcome } = around
  const attached = (kind: Attachment['kind'], sha256 = ''): Attachment => ({ sha256, length: 0, media_type: '', kind })
  const event: EventFacts<'card.handed_over'> = {
    type: 'card.handed_over',
    officer: officer(header, 'card_specialist'),
    device: around.deviceId,
    device_time: around.now().toISOString(),
    approvals: draft.bank ? [draft.bank] : [],
    attachments: [...(signed ? [attached('signature', signed.sha256)] : []), ...(draft.frame ? [attached('barcode_frame')] : []), ...(draft.idCardPhoto ? [attached('id_card')] : [])],
    payload: makePayload(draft, around, signed),
  }
  return {
    event,
    card: { in_round: true, custody_state: outcome?.kind === 'handed_over' ? 'handed_over' : outcome?.kind === 'wrong_face' ? 'recalled' : 'checked_out', cardholder_id: person.cardholder_id },
    round: { state: 'packed', specialist_id: officer(header, 'card_specialist'), bank_manager_id: officer(header, 'bank_manager') },
    lease: { exists: true, valid_at_event: !around.leaseOver },
    roster: { number: person.number, name: person.name, temporary_card: person.temporary_card !== null },
    policy: { 'evidence.id_card_photo': around.idCardPhotoAsked },
    collected_by: null,
    corrected: null,
  }
}

/** What this step still misses, as codes of the refusals table; the three items are named one by one. */
export function missing(draft: ServeDraft, around: Surroundings): string[] {
  const codes = findings(draft, around).filter((code) => !laterThan[draft.step].includes(code))
  const named = codes.flatMap((code) => (code === 'check_items_missing' ? missingItems(draft) : [code]))
  return named.sort((one, other) => place(one) - place(other))
}

/** Where the screen asks for it: what stops first, then the tiles from left to right. */
const ORDER = ['number_not_read', 'check_id_card', 'partial_match_needs_reason', 'temporary_card_not_asked', 'id_card_picture_missing', 'check_photo', 'check_address', 'face_not_checked', 'barcode_frame_missing']
const place = (code: string): number => ORDER.indexOf(code)

function missingItems(draft: ServeDraft): string[] {
  const items: [string, boolean][] = [
    // Without a number the ID card is already asked for by its number.
    ['check_id_card', draft.identity === null || idCardIsChecked(draft)],
    ['check_photo', draft.ticks.photo],
    ['check_address', draft.ticks.address],
  ]
  return items.filter(([, done]) => !done).map(([code]) => code)
}

/** Codes that no tick can settle: the person cannot be served like this. */
const STOPS = new Set(['number_differs', 'number_check_failed', 'lease_not_valid', 'card_not_checked_out', 'temporary_card_first'])

export function stops(codes: readonly string[]): string[] {
  return codes.filter((code) => STOPS.has(code))
}

/** The words a person signs under: stored with the strokes, and in Chinese whatever the screen speaks. */
export function wordsToSign(person: BundlePerson, social: ServeDraft['social']): [head: string, detail: string][] {
  return [
    ['社会保障卡 1 张', `尾号 ${person.card.number.slice(-4)} · ${person.card.bank_name}`],
    ['姓名、号码、照片都对', '我看过卡面'],
    ['卡已交到我手里', '本人领取'],
    social === 'requested' ? ['同意启用社保功能', '联网后由人社启用'] : ['社保功能先不启用', '以后本人再来启用'],
  ]
}
