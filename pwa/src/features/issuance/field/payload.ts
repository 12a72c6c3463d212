// From a draft to the payload of a hand-over (the contract of records; members default to a person who came alone).
import type { HandedOver } from '@/rules'
import type { ServeDraft } from './draft'
import type { Surroundings } from './handOver'
import { cardWasRead, compareIdentity, idCardIsChecked } from './identity'
import { proxyOf, signer } from './proxyDraft'

/** What was signed, by hash; the witness's ink as well where a fingerprint stands for the signature. */
export interface Signed {
  sha256: string
  words: string[]
  wordsSha256: string
  witnessSha256: string | null
}

export function makePayload(draft: ServeDraft, around: Surroundings, signed: Signed | null): HandedOver {
  const { person } = around
  const { number, name } = compareIdentity(draft, person)
  const method = draft.identity?.method ?? 'typed'
  return {
    card_id: person.card.id,
    area_code: person.card.area_code,
    card_number: person.card.number,
    cardholder_id: person.cardholder_id,
    path: draft.path,
    place: draft.place,
    found: draft.found,
    identity: { document: draft.document, method, number: draft.identity?.number ?? null, ...(draft.identity?.name ? { name: draft.identity.name } : {}) },
    proxy: proxyOf(draft),
    match: { card: cardWasRead(draft) ? 'match' : 'not_read', number: number === 'not_read' ? 'differs' : number, name, reason: draft.reason },
    checks: {
      ...(idCardIsChecked(draft) ? { id_card: { method } } : {}),
      ...(draft.ticks.photo ? { photo: { method: 'eye', portrait: person.portrait !== null } } : {}),
      ...(draft.ticks.address ? { address: { method: 'eye' } } : {}),
    },
    face_check: draft.ticks.face ? 'correct' : 'not_checked',
    temporary_card: temporaryCard(draft, around),
    contact: draft.contact,
    notice: { shown: true, face_image: draft.faceImage, guardian: draft.guardian ? true : null },
    bank_check: draft.bankCheck,
    signature: {
      sha256: signed?.sha256 ?? '',
      words: signed?.words ?? [],
      words_sha256: signed?.wordsSha256 ?? '',
      kind: draft.signing.kind,
      by: signer(draft),
      witness: draft.signing.kind === 'fingerprint' && signed?.witnessSha256 ? { name: draft.signing.witness.trim(), sha256: signed.witnessSha256 } : null,
    },
    social_activation: draft.social,
    told_wechat: draft.toldWechat,
    started_at: draft.startedAt,
  }
}

function temporaryCard({ temporary: { answer, receipt } }: ServeDraft, { header, person, policy }: Surroundings): HandedOver['temporary_card'] {
  const paid = (answer === 'lost' || answer === 'damaged') && receipt !== null
  return {
    list_as_of: header.temporary_cards.as_of,
    on_list: person.temporary_card !== null,
    answer,
    number: person.temporary_card?.number ?? null,
    fee: paid ? { amount_fen: policy['temporary_card.fee_fen'] ?? 0, receipt_number: receipt } : null,
  }
}
