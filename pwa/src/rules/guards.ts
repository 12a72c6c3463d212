// Named facts about a record and its surroundings. Twin: server/rules/guards.py.
// Those about proxies and signatures are in proxyGuards, those about temporary cards in temporaryCardGuards, those
// about the count at the close in countGuards.
// Facts that a side cannot know are null, and the guard says yes: the side that knows will judge.
import { countGuards } from './countGuards'
import { attached, handedOver, type Approval, type Corrected, type Cosigned, type EventType, type Facts, type FinanceActivated, type HandedOver, type WrongFace } from './facts'
import { readIdentityNumber, samePersonNumber } from './identityNumbers'
import { compareNames } from './names'
import { proxyGuards } from './proxyGuards'
import { reasons } from './tables'
import { temporaryCardGuards } from './temporaryCardGuards'

const CHECK_ITEMS = ['id_card', 'photo', 'address']

// Which list of the reasons table a kind of record chooses from.
const REASON_LISTS: Partial<Record<EventType, string>> = {
  'card.handed_over': 'partial_match',
  'person.not_served': 'not_served',
  'card.wrong_face': 'wrong_item',
  'check.cosigned': 'bank_refused',
  'finance.activated': 'finance_refused',
  'receipt.voided': 'receipt_void',
  'event.corrected': 'correction',
}

const wrongFace = (facts: Facts) => facts.event.payload as WrongFace
const finance = (facts: Facts) => facts.event.payload as FinanceActivated
const cosigned = (facts: Facts) => facts.event.payload as Cosigned
const corrected = (facts: Facts) => facts.event.payload as Corrected
const holdsAll = (items: string[]) => CHECK_ITEMS.every((item) => items.includes(item))
const isListed = (list: string, code: string) => reasons(list).some((row) => row.code === code)

/** The reasons a record names, each with the list it is chosen from. */
function reasonsGiven(facts: Facts): [list: string, code: string][] {
  const { reason, match, proxy } = facts.event.payload as Partial<Corrected & HandedOver>
  const items = facts.event.type === 'card.wrong_face' ? wrongFace(facts).items : []
  const chosen = items.length > 0 ? items : [reason || (match?.reason ?? '')]
  const list = REASON_LISTS[facts.event.type] ?? ''
  const relation = proxy?.relation ?? ''
  const given: [string, string][] = [
    ...chosen.map((code): [string, string] => [list, code]),
    [isListed('relation', relation) ? 'relation' : 'relation_refused', relation],
    ['proxy_exception', proxy?.exception?.reason ?? ''],
  ]
  return given.filter(([, code]) => code !== '')
}

function approval(facts: Facts): Approval | undefined {
  return facts.event.approvals.find((candidate) => candidate.role === 'bank_manager')
}

export const guards = {
  ...proxyGuards,
  ...temporaryCardGuards,
  ...countGuards,
  card_is_in_round: (f: Facts) => f.card === null || f.card.in_round,
  card_is_checked_out: (f: Facts) => f.card === null || f.card.custody_state === 'checked_out',
  card_is_not_frozen: (f: Facts) => !f.card?.frozen,
  // A companion may be quicker than the tablet: then the state is not known yet, and null (1.2.2.d).
  card_is_handed_over: (f: Facts) => f.card === null || f.card.custody_state === null || f.card.custody_state === 'handed_over',
  card_belongs_to_person: (f: Facts) => f.card === null || f.card.cardholder_id === handedOver(f).cardholder_id,
  lease_is_valid: (f: Facts) => f.lease === null || (f.lease.exists && f.lease.valid_at_event),
  // The paper roster stands in for a tablet that was never packed.
  round_is_in_the_field: (f: Facts) =>
    f.round === null || f.round.state === 'packed' || (f.desk === true && f.round.state === 'checked_out'),
  officer_is_the_specialist: (f: Facts) => f.round === null || f.event.officer === f.round.specialist_id,
  officer_is_the_bank_manager: (f: Facts) => f.round === null || f.event.officer === f.round.bank_manager_id,
  // Cards are in the specialist's hands: what becomes of them is said on the tablet, or at a desk from paper.
  device_is_no_companion: (f: Facts) => f.device?.kind !== 'companion',
  // On the tablet the manager approves within the record; a check of its own comes from the manager's own device.
  device_is_the_companion: (f: Facts) => !f.device || f.device.kind === 'companion',
  number_is_read: (f: Facts) => Boolean(handedOver(f).identity.number),
  number_is_sound: (f: Facts) => readIdentityNumber(handedOver(f).identity.number ?? '').problem === null,
  number_is_the_roster_s: (f: Facts) => samePersonNumber(handedOver(f).identity.number ?? '', f.roster.number),
  name_is_read: (f: Facts) => Boolean(handedOver(f).identity.name),
  name_agrees_or_reason: (f: Facts) =>
    compareNames(handedOver(f).identity.name ?? '', f.roster.name) === 'match' || Boolean(handedOver(f).match.reason),
  all_three_items_are_checked: (f: Facts) => holdsAll(Object.keys(handedOver(f).checks)),
  face_is_correct: (f: Facts) => handedOver(f).face_check === 'correct',
  reasons_are_known: (f: Facts) => reasonsGiven(f).every(([list, code]) => isListed(list, code)),
  bank_checks_on_this_device: (f: Facts) => (handedOver(f).bank_check ?? 'same_device') === 'same_device',
  bank_has_checked: (f: Facts) => holdsAll(approval(f)?.items ?? []),
  bank_check_is_the_manager_s: (f: Facts) => {
    const given = approval(f)
    return !given || f.round === null || given.officer === f.round.bank_manager_id
  },
  two_persons_checked: (f: Facts) => approval(f)?.officer !== f.event.officer,
  bank_checked_before_the_signature: (f: Facts) => {
    const given = approval(f)
    return !given || Date.parse(given.at) <= Date.parse(f.event.device_time)
  },
  card_was_read_by_camera: (f: Facts) => handedOver(f).found.method === 'camera',
  barcode_frame_is_there: (f: Facts) => attached(f, 'barcode_frame'),
  policy_asks_for_the_id_card: (f: Facts) => f.policy['evidence.id_card_photo'],
  id_card_picture_is_there: (f: Facts) => attached(f, 'id_card'),
  collector_is_the_person: (f: Facts) => f.collected_by === null || f.collected_by === 'self',
  wrong_items_are_named: (f: Facts) => wrongFace(f).items.length > 0,
  wrong_card_stays_with_us: (f: Facts) => wrongFace(f).card_kept,
  finance_was_activated: (f: Facts) => finance(f).result === 'activated',
  refusal_has_a_reason: (f: Facts) => finance(f).result !== 'refused' || Boolean(finance(f).reason),
  bank_agreed: (f: Facts) => cosigned(f).result === 'agreed',
  all_three_items_are_confirmed: (f: Facts) => holdsAll(cosigned(f).items),
  // The manager compared the original ID with a masked number; no digits at all prove nothing (1.2.2.c).
  number_tail_is_the_roster_s: (f: Facts) => cosigned(f).number_tail !== '' && f.roster.number.endsWith(cosigned(f).number_tail.toUpperCase()),
  correction_names_own_record: (f: Facts) => f.corrected === null || f.corrected.device === f.event.device,
  correction_has_a_reason: (f: Facts) => Boolean(corrected(f).reason),
} satisfies Record<string, (facts: Facts) => boolean>

export type GuardName = keyof typeof guards
