// Named facts about a record and its surroundings. Twin: server/rules/guards.py.
// Facts that a side cannot know are null, and the guard says yes: the side that knows will judge.
import type { Approval, Corrected, EventType, Facts, FinanceActivated, HandedOver, WrongFace } from './facts'
import { readIdentityNumber, samePersonNumber } from './identityNumbers'
import { compareNames } from './names'
import { reasons } from './tables'

const CHECK_ITEMS = ['id_card', 'photo', 'address']

// Which list of the reasons table a kind of record chooses from.
const REASON_LISTS: Record<EventType, string> = {
  'card.handed_over': 'partial_match',
  'person.not_served': 'not_served',
  'card.wrong_face': 'wrong_item',
  'finance.activated': 'finance_refused',
  'event.corrected': 'correction',
}

const handedOver = (facts: Facts) => facts.event.payload as HandedOver
const wrongFace = (facts: Facts) => facts.event.payload as WrongFace
const finance = (facts: Facts) => facts.event.payload as FinanceActivated
const corrected = (facts: Facts) => facts.event.payload as Corrected
const holdsAll = (items: string[]) => CHECK_ITEMS.every((item) => items.includes(item))
const attached = (facts: Facts, kind: string) => facts.event.attachments.some((a) => a.kind === kind)

function reasonsGiven(facts: Facts): string[] {
  const { items, reason, match } = facts.event.payload as { items?: string[]; reason?: string; match?: { reason: string | null } }
  return (items ?? [reason ?? match?.reason ?? '']).filter((code) => code !== '')
}

function approval(facts: Facts): Approval | undefined {
  return facts.event.approvals.find((candidate) => candidate.role === 'bank_manager')
}

export const guards = {
  card_is_in_round: (f: Facts) => f.card === null || f.card.in_round,
  card_is_checked_out: (f: Facts) => f.card === null || f.card.custody_state === 'checked_out',
  card_is_handed_over: (f: Facts) => f.card === null || f.card.custody_state === 'handed_over',
  card_belongs_to_person: (f: Facts) => f.card === null || f.card.cardholder_id === handedOver(f).cardholder_id,
  lease_is_valid: (f: Facts) => f.lease === null || (f.lease.exists && f.lease.valid_at_event),
  round_is_in_the_field: (f: Facts) => f.round === null || f.round.state === 'packed',
  officer_is_the_specialist: (f: Facts) => f.round === null || f.event.officer === f.round.specialist_id,
  officer_is_the_bank_manager: (f: Facts) => f.round === null || f.event.officer === f.round.bank_manager_id,
  number_is_read: (f: Facts) => Boolean(handedOver(f).identity.number),
  number_is_sound: (f: Facts) => readIdentityNumber(handedOver(f).identity.number ?? '').problem === null,
  number_is_the_roster_s: (f: Facts) => samePersonNumber(handedOver(f).identity.number ?? '', f.roster.number),
  name_is_read: (f: Facts) => Boolean(handedOver(f).identity.name),
  name_agrees_or_reason: (f: Facts) =>
    compareNames(handedOver(f).identity.name ?? '', f.roster.name) === 'match' || Boolean(handedOver(f).match.reason),
  all_three_items_are_checked: (f: Facts) => holdsAll(Object.keys(handedOver(f).checks)),
  face_is_correct: (f: Facts) => handedOver(f).face_check === 'correct',
  temporary_card_was_asked: (f: Facts) => Boolean(handedOver(f).temporary_card.answer),
  // 2.2: until its return is part of a record, an answer that claims one settles nothing.
  no_temporary_card_is_out: (f: Facts) => {
    const { on_list: onList, answer } = handedOver(f).temporary_card
    return !onList && !f.roster.temporary_card && (answer === null || answer === 'none')
  },
  reasons_are_known: (f: Facts) => {
    const known = reasons(REASON_LISTS[f.event.type]).map(({ code }) => code)
    return reasonsGiven(f).every((code) => known.includes(code))
  },
  bank_has_checked: (f: Facts) => holdsAll(approval(f)?.items ?? []),
  bank_check_is_the_manager_s: (f: Facts) => {
    const given = approval(f)
    return !given || f.round === null || given.officer === f.round.bank_manager_id
  },
  two_persons_checked: (f: Facts) => approval(f)?.officer !== f.event.officer,
  bank_checked_before_the_signature: (f: Facts) => {
    const given = approval(f)
    return !given || given.at <= f.event.device_time
  },
  signature_is_there: (f: Facts) =>
    f.event.attachments.some((a) => a.kind === 'signature' && a.sha256 === handedOver(f).signature.sha256),
  card_was_read_by_camera: (f: Facts) => handedOver(f).found.method === 'camera',
  barcode_frame_is_there: (f: Facts) => attached(f, 'barcode_frame'),
  policy_asks_for_the_id_card: (f: Facts) => f.policy['evidence.id_card_photo'],
  id_card_picture_is_there: (f: Facts) => attached(f, 'id_card'),
  collector_is_the_person: (f: Facts) => f.collected_by === null || f.collected_by === 'self',
  wrong_items_are_named: (f: Facts) => wrongFace(f).items.length > 0,
  wrong_card_stays_with_us: (f: Facts) => wrongFace(f).card_kept,
  finance_was_activated: (f: Facts) => finance(f).result === 'activated',
  refusal_has_a_reason: (f: Facts) => finance(f).result !== 'refused' || Boolean(finance(f).reason),
  correction_names_own_record: (f: Facts) => f.corrected === null || f.corrected.device === f.event.device,
  correction_has_a_reason: (f: Facts) => Boolean(corrected(f).reason),
} satisfies Record<string, (facts: Facts) => boolean>

export type GuardName = keyof typeof guards
