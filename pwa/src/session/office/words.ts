// Words of the tables in the language now spoken, and the marks that go with states.
import { useI18n } from 'vue-i18n'
import { organisationKinds, reasons, roleRows } from '@/rules'
import type { MarkKind } from '@/ui/kinds'

interface Words { zh: string; en: string }

const activationMarks: Record<string, MarkKind> = { pending: 'wait', sent: 'wait', confirmed: 'ok', refused: 'stop', unknown: 'wait', dead: 'parked', withdrawn: 'warn' }
const readingMarks: Record<string, MarkKind> = { match: 'ok', mismatch: 'stop', unreadable: 'warn', failed: 'warn', pending: 'wait' }
const roundMarks: Record<string, MarkKind> = { planned: 'wait', checked_out: 'warn', packed: 'ok', closed: 'ok', cancelled: 'warn' }

export const activationMark = (state: string): MarkKind => activationMarks[state] ?? 'wait'
export const readingMark = (state: string): MarkKind => readingMarks[state] ?? 'wait'
export const roundMark = (state: string): MarkKind => roundMarks[state] ?? 'wait'

export function useWords() {
  const said = useI18n({ useScope: 'global' })
  const { locale, t } = said
  const pick = (words: Words): string => (locale.value === 'en' ? words.en : words.zh)
  const found = (row: Words | undefined, code: string): string => (row ? pick(row) : code)

  /** A state by its machine and name; a state that this build does not know is shown by its code. */
  function state(machine: 'custody' | 'social' | 'finance' | 'face' | 'password' | 'freeze' | 'round' | 'batch' | 'activation' | 'reading' | 'verb' | 'axis' | 'holder', name: string): string {
    const key = `session.office.${machine}.${name}`
    return said.te(key, 'zh-CN') ? t(key) : name
  }

  return {
    pick,
    state,
    role: (code: string) => found(roleRows.find((row) => row.role === code), code),
    organisationKind: (code: string) => found(organisationKinds.find((row) => row.kind === code), code),
    reason: (list: string, code: string) => found(reasons(list).find((row) => row.code === code), code),
  }
}
