// What to tell the person after the hand-over, each thing in its true state: nothing is said to work before it does.
import type { Answered } from '@/session'
import type { Outcome } from '@/sync'
import type { MarkKind } from '@/ui/kinds'

export interface Telling {
  key: 'social' | 'finance' | 'password'
  mark: MarkKind
  /** Which sentence explains it. */
  state: string
  /** Which word stands at the end. */
  word: 'waitsForLink' | 'waits' | 'declined' | 'usable' | 'bank' | 'notActive' | 'changed' | 'notChanged' | 'person'
  terminal?: string | null
}

export function tellings(outcome: Outcome, answered: Answered = 'waits'): Telling[] {
  return [social(outcome, answered), finance(outcome), password(outcome)]
}

function social({ state, social: asked }: Outcome, answered: Answered): Telling {
  if (asked === 'declined') return { key: 'social', mark: 'wait', state: 'declined', word: 'declined' }
  if (answered === 'confirmed') return { key: 'social', mark: 'ok', state: 'confirmed', word: 'usable' }
  if (answered === 'refused') return { key: 'social', mark: 'parked', state: 'refused', word: 'person' }
  if (state === 'saved') return { key: 'social', mark: 'wait', state: 'saved', word: 'waitsForLink' }
  if (state === 'received') return { key: 'social', mark: 'wait', state: 'received', word: 'waits' }
  return { key: 'social', mark: 'parked', state: 'parked', word: 'person' }
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
