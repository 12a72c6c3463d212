// The close of a round as figures: taken = handed + returned + wrong + missing, for each tablet and in whole (4.1.1.b).
import type { components } from '@/api/schema'
import type { MarkKind, Term } from '@/ui/kinds'

export type RoundClose = components['schemas']['RoundClose']
export type CloseTablet = components['schemas']['CloseTablet']
type Sums = components['schemas']['Sums']
type Part = 'handed' | 'returned' | 'wrong' | 'missing' | 'elsewhere' | 'open'

/** One equation; what nobody accounts for yet, and what another tablet has, stand in it only where there is any. */
export function equationOf(sums: Sums, word: (key: Part | 'taken') => string): { total: Term; parts: Term[] } {
  const part = (key: Part, more: Partial<Term> = {}): Term => ({ key, label: word(key), n: sums[key], ...more })
  return {
    total: { key: 'taken', label: word('taken'), n: sums.taken },
    parts: [
      part('handed', { mark: 'ok' }),
      part('returned'),
      part('wrong', sums.wrong ? { mark: 'warn' } : {}),
      part('missing', sums.missing ? { mark: 'stop', bad: true } : {}),
      ...(sums.elsewhere ? [part('elsewhere')] : []),
      ...(sums.open ? [part('open', { mark: 'wait' })] : []),
    ],
  }
}

/** Both counted and signed; counted, and the manager's half is under way; not counted; or gone. */
export type TabletStanding = 'signed' | 'half' | 'open' | 'lost'

export function standingOf(tablet: Pick<CloseTablet, 'state' | 'count'>): TabletStanding {
  if (tablet.state === 'lost') return 'lost'
  if (!tablet.count) return 'open'
  return tablet.count.bank_manager !== null || tablet.count.cosigned_by_companion ? 'signed' : 'half'
}

const marks: Record<TabletStanding, MarkKind> = { signed: 'ok', half: 'wait', open: 'wait', lost: 'warn' }
export const standingMark = (standing: TabletStanding): MarkKind => marks[standing]

/** 2000 fen are ¥20; the fee has no half yuan, but a sum may. */
export const yuan = (fen: number): string => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2))
