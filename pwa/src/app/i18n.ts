import { createI18n } from 'vue-i18n'

export const messages = {
  'zh-CN': { app: { name: '送卡' } },
  en: { app: { name: 'Songka' } },
}

export const i18n = createI18n({ legacy: false, locale: 'zh-CN', fallbackLocale: 'en', messages })
