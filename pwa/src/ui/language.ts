import { Lang } from 'quasar'
import enUS from 'quasar/lang/en-US'
import zhCN from 'quasar/lang/zh-CN'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { preferences } from './preferences'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** Each language is offered in its own words, so that a person who reads only that one finds it. */
export const languageNames: Record<Language, string> = { 'zh-CN': '中文', en: 'English' }

const key = 'songka.language'
const quasarWords = { 'zh-CN': zhCN, en: enUS }
const isLanguage = (value: string | null): value is Language => languages.some((known) => known === value)

/** The remembered language; Chinese first. */
export function keptLanguage(storage = preferences): Language {
  const kept = storage.getItem(key)
  return isLanguage(kept) ? kept : 'zh-CN'
}

/** Tell the document and Quasar which language is spoken. */
export function speak(language: Language): void {
  // Quasar's own type of a language leaves out `undefined` where its language files have it.
  Lang.set(quasarWords[language] as Parameters<typeof Lang.set>[0])
  document.documentElement.lang = language
}

export function useLanguage(storage = preferences) {
  const { locale } = useI18n({ useScope: 'global' })
  const language = computed<Language>(() => (locale.value === 'en' ? 'en' : 'zh-CN'))

  function switchTo(next: Language): void {
    locale.value = next
    storage.setItem(key, next)
    speak(next)
  }

  return { language, languages, languageNames, switchTo }
}
