// What is being filled in while one person is served, before it is a record.
import type { Approval, HandedOver } from '@/rules'
import type { Finding, IdentityRead } from '@/session'
import type { BundlePerson } from '@/sync'

export type Step = 'match' | 'bank' | 'sign'
export type Tick = 'idCard' | 'photo' | 'address' | 'face'

export interface ServeDraft {
  v: 1
  cardholderId: string
  step: Step
  startedAt: string
  found: HandedOver['found']
  /** Pictures as base64, so that the whole draft is one sealed piece. */
  frame: string | null
  idCardPhoto: string | null
  identity: IdentityRead | null
  ticks: Record<Tick, boolean>
  reason: string | null
  temporaryAnswer: 'none' | null
  bank: Approval | null
  social: 'requested' | 'declined'
  toldWechat: boolean
}

/** Begin with what was found; nothing is ticked beforehand, and activation is asked for unless the person declines. */
export function beginDraft(person: BundlePerson, finding: Finding | null, now: Date): ServeDraft {
  return {
    v: 1,
    cardholderId: person.cardholder_id,
    step: 'match',
    startedAt: now.toISOString(),
    found: finding?.found ?? { method: 'list' },
    frame: finding?.frame ? toBase64(finding.frame) : null,
    idCardPhoto: null,
    identity: finding?.identity ?? null,
    ticks: { idCard: false, photo: false, address: false, face: false },
    reason: null,
    temporaryAnswer: null,
    bank: null,
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

/** A newly read ID takes back what rested on the old one. */
export function withIdentity(draft: ServeDraft, identity: IdentityRead | null): ServeDraft {
  return { ...draft, identity, reason: null, ticks: { ...draft.ticks, idCard: false }, bank: null }
}

/** Whether somebody has put work into this draft that a stray scan must not throw away. */
export function isBegun(draft: ServeDraft): boolean {
  return Object.values(draft.ticks).some(Boolean) || draft.temporaryAnswer !== null || draft.step !== 'match'
}

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
