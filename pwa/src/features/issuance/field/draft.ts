// What is being filled in while one person is served, before it is a record.
import type { Approval, Attachment, HandedOver, Proxy } from '@/rules'
import type { Finding, IdentityRead } from '@/session'
import type { BundlePerson, Outcome } from '@/sync'
import { toBase64 } from './base64'

export type Step = 'match' | 'proxy' | 'bank' | 'sign'
export type Tick = 'idCard' | 'photo' | 'address' | 'face'
export type Path = HandedOver['path']
export type IdentityDocument = HandedOver['identity']['document']
/** Papers and prints that are photographed. */
export type PictureKind = Extract<Attachment['kind'], 'id_card' | 'proxy_id_card' | 'household_register' | 'fingerprint'>
export type TemporaryAnswer = 'none' | 'returned' | 'lost' | 'damaged'

/** Who stands here instead of the person (1.1.3). */
export interface ProxyDraft {
  identity: IdentityRead | null
  name: string
  phone: string
  relation: string | null
  /** The household register's original lies on the table and shows the relation. */
  register: boolean
  /** Number of that register, where it was noted: a family on one register counts once. */
  household: string
  exception: Proxy['exception']
}

export interface ServeDraft {
  v: 2
  cardholderId: string
  step: Step
  startedAt: string
  found: HandedOver['found']
  frame: string | null
  pictures: Partial<Record<PictureKind, string>>
  document: IdentityDocument
  identity: IdentityRead | null
  ticks: Record<Tick, boolean>
  reason: string | null
  path: Path
  place: 'round' | 'home'
  proxy: ProxyDraft | null
  temporary: { answer: TemporaryAnswer | null; receipt: string | null }
  contact: { phone?: string; address?: string } | null
  /** What was said to a picture that shows a face; null while none is kept. */
  faceImage: boolean | null
  /** The guardian of a child agrees (PIPL art. 31). */
  guardian: boolean
  bank: Approval | null
  bankCheck: 'same_device' | 'companion'
  /** How the collector signs, and who watched if by fingerprint. */
  signing: { kind: 'ink' | 'fingerprint'; witness: string }
  social: 'requested' | 'declined'
  toldWechat: boolean
}

/** Begin with what was found; nothing is ticked beforehand, and activation is asked for unless the person declines. */
export function beginDraft(person: BundlePerson, finding: Finding | null, now: Date, before?: Outcome): ServeDraft {
  return {
    v: 2,
    cardholderId: person.cardholder_id,
    step: 'match',
    startedAt: now.toISOString(),
    found: finding?.found ?? { method: 'list' },
    frame: finding?.frame ? toBase64(finding.frame) : null,
    pictures: {},
    document: 'id_card',
    identity: finding?.identity ?? null,
    ticks: { idCard: false, photo: false, address: false, face: false },
    reason: null,
    path: 'self',
    place: before?.detail === 'home_visit' ? 'home' : 'round',
    proxy: null,
    temporary: { answer: null, receipt: null },
    contact: null,
    faceImage: null,
    guardian: false,
    bank: null,
    bankCheck: 'same_device',
    signing: { kind: 'ink', witness: '' },
    social: 'requested',
    toldWechat: false,
  }
}

/** Bring a later finding of the same person into the draft: what is ticked stays. */
export function addFinding(draft: ServeDraft, finding: Finding): ServeDraft {
  const read = finding.found.method === 'camera' || finding.found.method === 'wedge'
  return {
    ...draft,
    found: read ? finding.found : draft.found,
    frame: finding.frame ? toBase64(finding.frame) : draft.frame,
    ...(finding.identity ? withIdentity(draft, finding.identity) : {}),
  }
}

/** A newly read document takes back what rested on the old one. */
export function withIdentity(draft: ServeDraft, identity: IdentityRead | null, document: IdentityDocument = 'id_card'): ServeDraft {
  return { ...draft, identity, document, reason: null, ticks: { ...draft.ticks, idCard: false }, bank: null }
}

/** Whether somebody has put work into this draft that a stray scan must not throw away. */
export function isBegun(draft: ServeDraft): boolean {
  return Object.values(draft.ticks).some(Boolean) || draft.temporary.answer !== null || draft.proxy !== null || draft.step !== 'match'
}

/** The pictures but for some that no longer hold. */
export function dropPictures(pictures: ServeDraft['pictures'], ...dropped: PictureKind[]): ServeDraft['pictures'] {
  const kept = { ...pictures }
  for (const kind of dropped) delete kept[kind]
  return kept
}
