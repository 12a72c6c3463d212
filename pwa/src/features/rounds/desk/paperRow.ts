// A row of a paper roster as it is typed in: what it says, what it still lacks, and how it goes on the wire (1.2.2.c).
import type { components } from '@/api/schema'

export type PaperRow = components['schemas']['PaperRow']
export type TypedRow = components['schemas']['TypedRow']
export type Outcome = TypedRow['outcome']
export type Path = NonNullable<TypedRow['path']>
export type Answer = components['schemas']['PaperTemporaryCard']['answer']
export type RowLack = 'time' | 'checks' | 'face' | 'proxy' | 'temporary' | 'receipt' | 'reason' | 'items'

export interface RowDraft {
  outcome: Outcome
  time: string
  path: Path
  document: NonNullable<TypedRow['document']>
  checked: Set<string>
  faceCorrect: boolean
  proxy: { name: string; number: string; phone: string; relation: string | null }
  temporary: { answer: Answer | null; number: string; receipt: string }
  social: boolean
  finance: 'none' | 'activated' | 'refused'
  financeReason: string | null
  reason: string | null
  items: Set<string>
  note: string
}

export const checkItems = ['id_card', 'photo', 'address'] as const

export const emptyDraft = (): RowDraft => ({
  outcome: 'handed_over', time: '', path: 'self', document: 'id_card', checked: new Set(), faceCorrect: false,
  proxy: { name: '', number: '', phone: '', relation: null }, temporary: { answer: null, number: '', receipt: '' },
  social: true, finance: 'none', financeReason: null, reason: null, items: new Set(), note: '',
})

/** What a row still lacks, in the order of the form. */
export function rowLacks(draft: RowDraft): RowLack[] {
  const lacks: [RowLack, boolean][] = [['time', !/^([01]?\d|2[0-3]):[0-5]\d$/.test(draft.time)]]
  if (draft.outcome === 'not_served') lacks.push(['reason', !draft.reason])
  if (draft.outcome === 'wrong_face') lacks.push(['items', draft.items.size === 0])
  if (draft.outcome === 'handed_over') {
    const { proxy, temporary } = draft
    const named = Boolean(proxy.name.trim() && proxy.number.trim() && proxy.phone.trim())
    lacks.push(
      ['checks', checkItems.some((item) => !draft.checked.has(item))],
      ['face', !draft.faceCorrect],
      ['proxy', draft.path !== 'self' && !(named && (draft.path === 'reserved_proxy' || proxy.relation))],
      ['temporary', temporary.answer === null],
      ['receipt', (temporary.answer === 'lost' || temporary.answer === 'damaged') && !temporary.receipt.trim()],
      ['reason', draft.finance === 'refused' && !draft.financeReason],
    )
  }
  return lacks.filter(([, lacking]) => lacking).map(([lack]) => lack)
}

/** A day of the office and a time on the paper, as a moment. */
export const momentOf = (day: string, time: string): string => `${day}T${time.padStart(5, '0')}:00+08:00`

const unsaid: Omit<TypedRow, 'row_code' | 'sheet' | 'outcome' | 'at'> = {
  path: 'self', document: 'id_card', checked: [], face_correct: false, proxy: null, temporary_card: null, social_activation: 'requested', finance: null, reason: null, note: null, items: [], correct: null,
}

/** The row as the server takes it; what its outcome does not need is left as unsaid. */
export function typedRow(draft: RowDraft, code: string, sheet: string, day: string): TypedRow {
  const common = { ...unsaid, row_code: code, sheet, outcome: draft.outcome, at: momentOf(day, draft.time), note: draft.note.trim() || null }
  if (draft.outcome === 'not_served') return { ...common, reason: draft.reason }
  if (draft.outcome === 'wrong_face') return { ...common, items: [...draft.items] }
  const { proxy, temporary } = draft
  return {
    ...common,
    path: draft.path,
    document: draft.document,
    checked: checkItems.filter((item) => draft.checked.has(item)),
    face_correct: draft.faceCorrect,
    proxy: draft.path === 'self' ? null : { name: proxy.name.trim(), number: proxy.number.trim(), phone: proxy.phone.trim(), relation: draft.path === 'direct_relative' ? proxy.relation : null, household: null, exception: null },
    temporary_card: temporary.answer && { answer: temporary.answer, number: temporary.number.trim() || null, receipt_number: temporary.receipt.trim() || null },
    social_activation: draft.social ? 'requested' : 'declined',
    finance: draft.finance === 'none' ? null : { result: draft.finance, reason: draft.finance === 'refused' ? draft.financeReason : null, terminal_reference: null, password_changed: draft.finance === 'activated' },
  }
}
