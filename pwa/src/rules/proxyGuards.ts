// Guards about who collects, by which papers, and who signs (1.1.3, 1.2.2.c). Twin: server/rules/proxy_guards.py.
import { attached, handedOver, type Facts, type Proxy, type Signature } from './facts'
import { readIdentityNumber, samePersonNumber } from './identityNumbers'
import { compareNames } from './names'
import { reasons } from './tables'

const REGISTER = 'household_register'

const proxyOf = (facts: Facts): Proxy | null => handedOver(facts).proxy ?? null
const collects = (facts: Facts): string => handedOver(facts).path || 'self'
const holds = (facts: Facts, document: string): boolean => (proxyOf(facts)?.documents ?? []).some((shown) => shown === document)
const filled = (text: string | null | undefined): boolean => (text ?? '').trim() !== ''

function signatureOf(facts: Facts): Required<Signature> {
  return { kind: 'ink', by: 'self', witness: null, ...handedOver(facts).signature }
}

function ageAt(born: string, today: string): number {
  const before = today.slice(5, 10) < born.slice(5, 10)
  return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (before ? 1 : 0)
}

export const proxyGuards = {
  proxy_collects: (f: Facts) => collects(f) !== 'self',
  person_collects: (f: Facts) => collects(f) === 'self',
  reserved_proxy_collects: (f: Facts) => collects(f) === 'reserved_proxy',
  relative_collects: (f: Facts) => collects(f) === 'direct_relative',
  no_proxy_is_named: (f: Facts) => proxyOf(f) === null,
  // Domain 2.1: name, number and phone of whoever collects are a must of the province's back-entry.
  proxy_is_named: (f: Facts) => {
    const proxy = proxyOf(f)
    return filled(proxy?.name) && filled(proxy?.number) && filled(proxy?.phone)
  },
  proxy_number_is_sound: (f: Facts) => readIdentityNumber(proxyOf(f)?.number ?? '').problem === null,
  proxy_is_another_person: (f: Facts) => !samePersonNumber(proxyOf(f)?.number ?? '', f.roster.number),
  proxy_is_the_reserved_one: (f: Facts) => {
    const reserved = f.roster.reserved_proxy
    return Boolean(reserved) && samePersonNumber(proxyOf(f)?.number ?? '', reserved?.number ?? '')
  },
  proxy_is_not_blocked: (f: Facts) => !f.proxy || f.proxy.blocked === null,
  exception_is_claimed: (f: Facts) => Boolean(proxyOf(f)?.exception),
  // Nobody approves their own act, and only a supervisor may make an exception (reading 8).
  exception_is_complete: (f: Facts) => {
    const claimed = proxyOf(f)?.exception
    const told = filled(claimed?.reason) && filled(claimed?.document) && filled(claimed?.supervisor)
    return told && f.proxy?.supervisor_fits !== false && claimed?.supervisor !== f.event.officer
  },
  relation_is_direct_or_excepted: (f: Facts) => {
    const relation = proxyOf(f)?.relation
    return reasons('relation').some(({ code }) => code === relation) || Boolean(proxyOf(f)?.exception)
  },
  // 1.1.3.a: the proxy's own ID and the applicant's; a child's is the household register (reading 9).
  both_papers_are_shown: (f: Facts) => {
    const applicants = handedOver(f).identity.document === REGISTER ? REGISTER : 'applicant_id_card'
    return holds(f, 'proxy_id_card') && holds(f, applicants)
  },
  household_register_is_shown_or_excepted: (f: Facts) => holds(f, REGISTER) || Boolean(proxyOf(f)?.exception),
  proxy_is_within_the_cap_or_excepted: (f: Facts) => {
    if (!f.proxy || proxyOf(f)?.exception) return true
    return f.proxy.served + 1 < (f.policy['proxy.supervisor_at'] ?? 0)
  },
  policy_asks_for_proxy_pictures: (f: Facts) => Boolean(f.policy['evidence.proxy_photo']),
  proxy_pictures_are_there: (f: Facts) => attached(f, 'proxy_id_card') && (!holds(f, REGISTER) || attached(f, REGISTER)),
  identified_by_the_register: (f: Facts) => handedOver(f).identity.document === REGISTER,
  // Reading 9: the register stands in for an ID card below the age at which one must be held.
  person_is_a_child: (f: Facts) => {
    const born = f.roster.birth_date
    return Boolean(born) && ageAt(born ?? '', f.event.device_time) < (f.policy['person.id_card_years'] ?? 0)
  },
  collector_signed: (f: Facts) => signatureOf(f).by === (collects(f) === 'self' ? 'self' : 'proxy'),
  signature_is_there: (f: Facts) => {
    const { kind, sha256 } = signatureOf(f)
    // A row of the paper roster, typed in at the desk: the sheet that was signed is attached.
    if (kind === 'paper') return f.desk === true && attached(f, 'paper_roster', sha256)
    return attached(f, kind === 'fingerprint' ? 'fingerprint' : 'signature', sha256)
  },
  signature_is_a_fingerprint: (f: Facts) => signatureOf(f).kind === 'fingerprint',
  witness_signed: (f: Facts) => {
    const { witness } = signatureOf(f)
    return witness !== null && filled(witness.name) && attached(f, 'witness_signature', witness.sha256)
  },
  witness_is_somebody_else: (f: Facts) => {
    const witness = signatureOf(f).witness?.name ?? ''
    return [f.roster.name, proxyOf(f)?.name ?? ''].every((one) => compareNames(witness, one) === 'differs')
  },
} satisfies Record<string, (facts: Facts) => boolean>
