// What a hand-over's record says of its checks, read from parts whose shape the schema leaves open.
import type { MarkKind } from '@/ui/kinds'

type Open = Record<string, unknown>

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

export interface Match { card: string; number: string; name: string }

export function matchOf(match: Open): Match {
  return { card: text(match['card']) ?? 'not_read', number: text(match['number']) ?? 'not_read', name: text(match['name']) ?? 'not_read' }
}

const matchMarks: Record<string, MarkKind> = { match: 'ok', variant: 'warn', not_read: 'wait', differs: 'stop' }
export const matchMark = (word: string): MarkKind => matchMarks[word] ?? 'wait'

export interface TemporaryAnswer { onList: boolean; asOf: string | null }

export function temporaryOf(answer: Open): TemporaryAnswer {
  return { onList: answer['on_list'] === true, asOf: text(answer['list_as_of']) }
}
