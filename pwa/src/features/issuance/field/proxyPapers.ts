// Which originals lie on the table when somebody collects for another, and which of them is photographed next (1.1.3).
import type { TileState } from '@/ui/kinds'
import type { ServeDraft } from './draft'

export type PaperKey = 'proxy_id_card' | 'applicant_id_card' | 'household_register'

export interface Paper {
  key: PaperKey
  title: PaperKey | 'applicant_temporary'
  state: TileState
  /** Whether its picture is kept, is the one to take now, or is not asked for. */
  picture: 'taken' | 'next' | 'later' | 'none'
  /** Nothing that a touch could change. */
  fixed: boolean
}

/** The originals in the order of the table; a child's register is the applicant's paper and the relation's at once. */
export function papersOf(draft: ServeDraft, pictured: boolean): Paper[] {
  const { proxy, path, document } = draft
  if (!proxy) return []
  const byRegister = document === 'household_register'
  // What a supervisor allowed without the register may still be shown with it.
  const asksRegister = byRegister || path === 'direct_relative'
  const wanted: PaperKey[] = ['proxy_id_card', ...(byRegister ? [] : ['applicant_id_card' as const]), ...(asksRegister ? ['household_register' as const] : [])]
  const toTake: PaperKey[] = pictured ? wanted.filter((key) => key !== 'applicant_id_card') : []
  const first = toTake.find((key) => !isPictured(draft, key))
  return wanted.map((key) => {
    const picture = !toTake.includes(key) ? 'none' : isPictured(draft, key) ? 'taken' : key === first ? 'next' : 'later'
    return { key, title: key === 'applicant_id_card' && document === 'temporary_id_card' ? 'applicant_temporary' : key, picture, ...stateOf(draft, key, picture) }
  })
}

function isPictured({ pictures }: ServeDraft, key: PaperKey): boolean {
  return key !== 'applicant_id_card' && Boolean(pictures[key])
}

function stateOf({ proxy, identity, document }: ServeDraft, key: PaperKey, picture: Paper['picture']): Pick<Paper, 'state' | 'fixed'> {
  if (picture === 'taken') return { state: 'on', fixed: false }
  if (picture === 'next') return { state: 'next', fixed: true }
  if (picture === 'later') return { state: 'off', fixed: true }
  if (key === 'household_register' && document === key && identity) return { state: 'auto', fixed: true }
  if (key === 'household_register') return { state: proxy?.register ? 'on' : 'next', fixed: false }
  return { state: (key === 'proxy_id_card' ? proxy?.identity : identity) ? 'auto' : 'off', fixed: true }
}
