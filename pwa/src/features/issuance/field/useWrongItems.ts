// Which items of a card's face are wrong: in the language of the screen, and in Chinese for what is printed.
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { reasons } from '@/rules'
import type { Outcome } from '@/sync'

export function useWrongItems(outcome: () => Outcome): ComputedRef<{ spoken: string; printed: string }> {
  const { t, locale } = useI18n()
  return computed(() => {
    const wrong = outcome().detail?.split(',') ?? []
    const rows = reasons('wrong_item').filter(({ code }) => wrong.includes(code))
    return { spoken: rows.map((row) => (locale.value === 'en' ? row.en : row.zh)).join(t('ui.listComma')), printed: rows.map(({ zh }) => zh).join('、') }
  })
}
