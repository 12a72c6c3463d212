import { useI18n } from 'vue-i18n'
import type { Result } from '@/api'

/** Say why a call was not answered as hoped, in the language of the page. */
export function useRefusalWords(): (answer: Exclude<Result<unknown>, { ok: true }>) => string {
  const { t, locale } = useI18n({ useScope: 'global' })
  return (answer) => {
    if (answer.offline) return t('accounts.field.noAnswer')
    return locale.value === 'en' ? answer.refusal.en : answer.refusal.zh
  }
}
