// A sheet of a tablet beside what has come of it.
import type { components } from '@/api/schema'
import type { MarkKind } from '@/ui/kinds'

export type Comparison = components['schemas']['TallyComparison']

export const isNumber = (text: string): boolean => /^[1-9]\d{0,5}$/.test(text.trim())

/** What a comparison says: all is here, some is missing, the number was misread, or the record there is another one. */
export function comparisonOf({ result, missing, same_as: sameAs }: Comparison): { key: 'same' | 'gaps' | 'misread' | 'other' | 'notHere'; kind: MarkKind } {
  if (result === 'same') return missing.length ? { key: 'gaps', kind: 'stop' } : { key: 'same', kind: 'ok' }
  if (sameAs !== null) return { key: 'misread', kind: 'warn' }
  return result === 'other' ? { key: 'other', kind: 'stop' } : { key: 'notHere', kind: 'stop' }
}
