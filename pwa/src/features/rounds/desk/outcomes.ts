// A round's figures as far as its tablet has told them.
import type { components } from '@/api/schema'
import type { Term } from '@/ui/kinds'

export type Outcome = components['schemas']['Outcome']
export type OutcomeKind = 'handed_over' | 'not_served' | 'wrong_face' | 'none'
export const outcomeKinds: readonly OutcomeKind[] = ['handed_over', 'not_served', 'wrong_face', 'none']

/** Whether nothing at all was reported: then the desk does not know, which is not zero. */
export const isSilent = (counts: Record<string, number>, total: number): boolean => (counts['none'] ?? 0) === total

/** 280 = 215 + 59 + 6 + 0; while nothing has been reported of a round that is out, its parts are unknown. */
export function figuresOf(counts: Record<string, number>, total: number, isOut: boolean, words: Record<OutcomeKind | 'all', string>): { total: Term; parts: Term[] } {
  const unknown = isOut && isSilent(counts, total)
  const part = (key: OutcomeKind, mark?: Term['mark']): Term => ({ key, label: words[key], n: unknown ? null : (counts[key] ?? 0), ...(mark ? { mark } : {}) })
  return { total: { key: 'all', label: words.all, n: total }, parts: [part('handed_over', 'ok'), part('not_served', 'wait'), part('wrong_face', 'warn'), part('none')] }
}
