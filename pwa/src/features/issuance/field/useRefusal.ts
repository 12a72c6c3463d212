// What the refusals table says of a code, in the language of the screen.
import { useI18n } from 'vue-i18n'
import { refusalRow } from '@/rules'

export function useRefusal(): (code: string) => string {
  const { locale } = useI18n()
  return (code) => {
    const row = refusalRow(code)
    return row ? (locale.value === 'en' ? row.en : row.zh) : code
  }
}
