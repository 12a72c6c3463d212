import { createI18n } from 'vue-i18n'
import { keptLanguage } from '@/ui/language'
import { messages } from './gather'

export const i18n = createI18n({
  legacy: false,
  locale: keptLanguage(),
  fallbackLocale: 'zh-CN',
  messages,
})
