// What to tell whoever collected, each thing in its true state: nothing is said to work before it does.
import type { Answered } from '@/session'
import type { Outcome } from '@/sync'
import type { MarkKind } from '@/ui/kinds'

export interface Telling {
  key: 'social' | 'finance' | 'password' | 'temporary' | 'bankCheck'
  mark: MarkKind
  /** Which sentence explains it. */
  state: string
  /** Which word stands at the end. */
  word: 'waitsForLink' | 'waits' | 'declined' | 'usable' | 'bank' | 'branch' | 'notActive' | 'changed' | 'notChanged' | 'person' | 'waitsRecovery' | 'settled' | 'phone'
  terminal?: string | null
}

/** Whether the far side has answered: for the social function, and for the recovery of a temporary card (2.2). */
export interface Answers {
  social: Answered
  recovery: Answered
}

const NOTHING_YET: Answers = { social: 'waits', recovery: 'waits' }

export function tellings(outcome: Outcome, answers: Answers = NOTHING_YET): Telling[] {
  const byProxy = outcome.collected !== undefined && outcome.collected.path !== 'self'
  return [
    social(outcome, answers.social),
    // 1.1.3.c: the proxy cannot; the person goes to a branch themselves.
    ...(byProxy ? [{ key: 'finance', mark: 'warn', state: 'byProxy', word: 'branch' } as const] : [finance(outcome), password(outcome)]),
    ...temporary(outcome, answers.recovery),
    ...(outcome.collected?.bankCheck === 'companion' ? [{ key: 'bankCheck', mark: 'wait', state: 'companion', word: 'phone' } as const] : []),
  ]
}

/** 2.2: the formal card counts as settled only once the temporary one is recovered in the province's system. */
export function isSettled(outcome: Outcome, answers: Answers): boolean {
  return !hadTemporary(outcome) || answers.recovery === 'confirmed'
}

function hadTemporary({ collected, later }: Outcome): boolean {
  return later !== undefined || (collected !== undefined && collected.temporary !== null && collected.temporary !== 'none')
}

function social({ state, social: asked }: Outcome, answered: Answered): Telling {
  if (asked === 'declined') return { key: 'social', mark: 'wait', state: 'declined', word: 'declined' }
  if (answered === 'confirmed') return { key: 'social', mark: 'ok', state: 'confirmed', word: 'usable' }
  if (answered === 'refused') return { key: 'social', mark: 'parked', state: 'refused', word: 'person' }
  if (state === 'saved') return { key: 'social', mark: 'wait', state: 'saved', word: 'waitsForLink' }
  if (state === 'received') return { key: 'social', mark: 'wait', state: 'received', word: 'waits' }
  return { key: 'social', mark: 'parked', state: 'parked', word: 'person' }
}

function temporary(outcome: Outcome, answered: Answered): Telling[] {
  if (!hadTemporary(outcome)) return []
  const state = outcome.later?.how ?? outcome.collected?.temporary ?? ''
  const sent = outcome.later?.state ?? outcome.state
  if (answered === 'confirmed') return [{ key: 'temporary', mark: 'ok', state: 'recovered', word: 'settled' }]
  if (answered === 'refused' || (sent !== 'saved' && sent !== 'received')) return [{ key: 'temporary', mark: 'parked', state, word: 'person' }]
  return [{ key: 'temporary', mark: 'wait', state, word: sent === 'saved' ? 'waitsForLink' : 'waitsRecovery' }]
}

function finance({ finance: report }: Outcome): Telling {
  if (!report) return { key: 'finance', mark: 'wait', state: 'none', word: 'bank' }
  if (report.result === 'refused') return { key: 'finance', mark: 'warn', state: 'refused', word: 'notActive' }
  return { key: 'finance', mark: 'ok', state: report.terminal ? 'activatedAt' : 'activated', word: 'usable', terminal: report.terminal }
}

function password({ finance: report }: Outcome): Telling {
  if (report?.result !== 'activated') return { key: 'password', mark: 'wait', state: 'none', word: 'bank' }
  if (report.passwordChanged) return { key: 'password', mark: 'ok', state: 'changed', word: 'changed' }
  return { key: 'password', mark: 'warn', state: 'notChanged', word: 'notChanged' }
}
