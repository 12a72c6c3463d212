// Made-up people and drafts that the specs of this folder share.
import { checkCharacter } from '@/rules'
import type { IdentityRead } from '@/session'
import type { BundleHeader, BundlePerson } from '@/sync'
import { beginDraft, type ServeDraft } from './draft'
import type { Surroundings } from './handOver'

export const now = new Date('2026-11-24T03:26:00Z')
export const numberOf = (first17: string): string => first17 + checkCharacter(first17)
export const number = numberOf('22242619480312452')
export const daughters = numberOf('22242619750621092')

export const person = {
  cardholder_id: 'p',
  name: '王玉兰',
  number,
  sex: 'female',
  birth_date: '1948-03-12',
  phone: '13912346120',
  address: '龙泉村 3 组 17 号',
  temporary_card: null,
  reserved_proxy: null,
  portrait: null,
  card: { id: 'c', area_code: '222426', number: 'B00007052', bank_name: '长白农商银行', box_position: '1-2-3-04' },
} as unknown as BundlePerson

export const header = {
  officers: [{ id: 's', role: 'card_specialist' }, { id: 'b', role: 'bank_manager' }],
  temporary_cards: { as_of: '2026-11-24T00:00:00Z', source: null },
  receipts: { book_id: 'book', prefix: 'TS-', first: 123, last: 125, digits: 6 },
} as unknown as BundleHeader

export const around: Surroundings = {
  header,
  person,
  outcome: undefined,
  deviceId: 'd',
  leaseOver: false,
  policy: {
    'evidence.id_card_photo': false,
    'evidence.proxy_photo': true,
    'person.id_card_years': 16,
    'person.child_years': 14,
    'proxy.supervisor_at': 6,
    'temporary_card.fee_fen': 2000,
  },
  standing: null,
  receiptsUsed: [],
  now: () => now,
}

export const read: IdentityRead = { method: 'wedge', number, name: '王玉兰', at: now.toISOString() }
export const daughterRead: IdentityRead = { method: 'wedge', number: daughters, name: '王丽', at: now.toISOString() }
export const found = { cardholderId: 'p', found: { method: 'camera' as const, symbology: 'code128' }, frame: new Uint8Array([255, 216, 1]), identity: null }
export const managers = { officer: 'b', role: 'bank_manager', items: ['id_card', 'photo', 'address'], at: now.toISOString(), way: 'same_device' }

/** A draft of which nothing is missing at the match. */
export function filled(changes: Partial<ServeDraft> = {}, of: BundlePerson = person): ServeDraft {
  return { ...beginDraft(of, { ...found, identity: read }, now), ticks: { idCard: false, photo: true, address: true, face: true }, temporary: { answer: 'none', receipt: null }, ...changes }
}
