import { useI18n } from 'vue-i18n'
import en from './locales/en.json'
import zhCN from './locales/zh-CN.json'

/** The few words of the capture components; the language is that of the page. */
export function useCaptureTexts() {
  return useI18n({ useScope: 'local', messages: { 'zh-CN': zhCN, en } })
}
