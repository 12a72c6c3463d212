// What the rules still miss of a hand-over: the judge that the server asks, asked at each step.
import { freezes, judge, type Attachment, type EventFacts, type Facts } from '@/rules'
import type { BundleHeader, BundlePerson, Outcome } from '@/sync'
import type { PictureKind, ServeDraft, Step } from './draft'
import { idCardIsChecked, isYounger } from './identity'
import { makePayload, type Signed } from './payload'
import type { Standing } from './proxyStanding'
import { receiptFacts } from './receipts'

/** What stands around the person being served. */
export interface Surroundings {
  header: BundleHeader
  person: BundlePerson
  outcome: Outcome | undefined
  deviceId: string
  leaseOver: boolean
  policy: Facts['policy'] & { 'person.child_years': number }
  /** Of the proxy who stands here; null while nobody is known. */
  standing: Standing | null
  receiptsUsed: readonly string[]
  now: () => Date
}

const officer = (header: BundleHeader, role: string) => header.officers.find((one) => one.role === role)?.id ?? ''

/** Ask the same judge that the server asks (rules/tables/handover.json) what still stands against this draft. */
/** Whether somebody was noted as deceased, so that the card is neither handed over nor activated (3.1.a). */
export const isFrozen = (outcome: Outcome | undefined): boolean => outcome?.kind === 'not_served' && freezes(outcome.detail)

export function findings(draft: ServeDraft, around: Surroundings, signed: Signed | null = null): string[] {
  return judge(factsOf(draft, around, signed)).map(({ code }) => code)
}

function factsOf(draft: ServeDraft, around: Surroundings, signed: Signed | null): Facts {
  const { header, person, outcome } = around
  const event: EventFacts<'card.handed_over'> = {
    type: 'card.handed_over',
    officer: officer(header, 'card_specialist'),
    device: around.deviceId,
    device_time: around.now().toISOString(),
    approvals: draft.bank ? [draft.bank] : [],
    attachments: attachmentsOf(draft, signed),
    payload: makePayload(draft, around, signed),
  }
  return {
    event,
    card: { in_round: true, custody_state: outcome?.kind === 'handed_over' ? 'handed_over' : outcome?.kind === 'wrong_face' ? 'recalled' : 'checked_out', cardholder_id: person.cardholder_id, frozen: isFrozen(outcome) },
    round: { state: 'packed', specialist_id: officer(header, 'card_specialist'), bank_manager_id: officer(header, 'bank_manager') },
    lease: { exists: true, valid_at_event: !around.leaseOver },
    roster: { number: person.number, name: person.name, temporary_card: person.temporary_card !== null, birth_date: person.birth_date, reserved_proxy: person.reserved_proxy ?? null },
    policy: around.policy,
    collected_by: null,
    corrected: null,
    proxy: around.standing,
    receipts: receiptFacts(header.receipts, around.receiptsUsed),
  }
}

function attachmentsOf(draft: ServeDraft, signed: Signed | null): Attachment[] {
  const attached = (kind: Attachment['kind'], sha256 = ''): Attachment => ({ sha256, length: 0, media_type: '', kind })
  const papers = (Object.keys(draft.pictures) as PictureKind[]).filter((kind) => kind !== 'fingerprint')
  return [
    ...(signed ? [attached(draft.signing.kind === 'fingerprint' ? 'fingerprint' : 'signature', signed.sha256)] : []),
    ...(signed?.witnessSha256 ? [attached('witness_signature', signed.witnessSha256)] : []),
    ...(draft.frame ? [attached('barcode_frame')] : []),
    ...papers.map((kind) => attached(kind)),
  ]
}

/** At which step a code is settled; what is not named here belongs to the match. */
const STEP_OF: Record<string, Step> = {
  proxy_beside_the_person: 'proxy',
  proxy_not_named: 'proxy',
  proxy_number_check_failed: 'proxy',
  proxy_is_the_applicant: 'proxy',
  proxy_blocked: 'proxy',
  proxy_not_reserved: 'proxy',
  relation_not_direct: 'proxy',
  proxy_papers_missing: 'proxy',
  household_register_missing: 'proxy',
  proxy_needs_supervisor: 'proxy',
  proxy_exception_incomplete: 'proxy',
  proxy_pictures_missing: 'proxy',
  bank_check_missing: 'bank',
  not_the_bank_manager: 'bank',
  one_person_checked_twice: 'bank',
  signed_before_the_checks: 'bank',
  signature_missing: 'sign',
  signed_by_another: 'sign',
  witness_missing: 'sign',
  witness_is_the_collector: 'sign',
}
const STEPS: readonly Step[] = ['match', 'proxy', 'bank', 'sign']
/** Up to which step things are asked for: the manager's check and the signature are what their own steps make. */
const ASKED_UP_TO: Record<Step, Step> = { match: 'match', proxy: 'proxy', bank: 'proxy', sign: 'bank' }

/** What this step still misses, as codes of the refusals table; the three items are named one by one. */
export function missing(draft: ServeDraft, around: Surroundings): string[] {
  const last = STEPS.indexOf(ASKED_UP_TO[draft.step])
  const codes = findings(draft, around).filter((code) => STEPS.indexOf(STEP_OF[code] ?? 'match') <= last)
  // A card that is out answers the question whether there is one.
  const named = codes.flatMap((code) => (code === 'check_items_missing' ? missingItems(draft) : code === 'temporary_card_not_asked' && codes.includes('temporary_card_first') ? [] : [code]))
  return [...named, ...guardianMissing(draft, around)].sort((one, other) => place(one) - place(other))
}

/** Where the screens ask for it: what stops first, then from left to right. */
const ORDER = [
  'number_not_read',
  'check_id_card',
  'partial_match_needs_reason',
  'temporary_card_first',
  'temporary_card_not_asked',
  'fee_wrong',
  'receipt_missing',
  'id_card_picture_missing',
  'check_photo',
  'check_address',
  'face_not_checked',
  'guardian_not_asked',
  'barcode_frame_missing',
  'proxy_not_named',
  'relation_not_direct',
  'proxy_papers_missing',
  'household_register_missing',
  'proxy_pictures_missing',
]
const place = (code: string): number => ORDER.indexOf(code)

function missingItems(draft: ServeDraft): string[] {
  const items: [string, boolean][] = [
    // Without a number the document is already asked for by its number.
    ['check_id_card', draft.identity === null || idCardIsChecked(draft)],
    ['check_photo', draft.ticks.photo],
    ['check_address', draft.ticks.address],
  ]
  return items.filter(([, done]) => !done).map(([code]) => code)
}

/** A child's guardian agrees to what is collected: the law's question, not the hand-over rules' (domain 2.6). */
function guardianMissing(draft: ServeDraft, { person, policy, now }: Surroundings): string[] {
  return isYounger(person, policy['person.child_years'], now()) && !draft.guardian ? ['guardian_not_asked'] : []
}

/** Codes that no tick can settle: the person cannot be served like this. */
const STOPS = new Set(['number_differs', 'number_check_failed', 'lease_not_valid', 'card_not_checked_out', 'card_of_deceased', 'register_only_for_children', 'proxy_blocked', 'proxy_is_the_applicant', 'proxy_not_reserved', 'proxy_needs_supervisor'])

export function stops(codes: readonly string[]): string[] {
  return codes.filter((code) => STOPS.has(code))
}
