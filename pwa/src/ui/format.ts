import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { sayAge } from './age'

/** Every date on a screen is the office's own day, whatever the device's zone says. */
export const officeZone = 'Asia/Shanghai'

type When = Date | string | number

const tags: Record<string, string> = { 'zh-CN': 'zh-CN', en: 'en-GB' }
const formats = new Map<string, Intl.DateTimeFormat>()

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(tags[locale] ?? locale, { timeZone: officeZone, ...options })
  formats.set(key, made)
  return made
}

const write = (when: When, locale: string, options: Intl.DateTimeFormatOptions): string => formatter(locale, options).format(new Date(when))

/** 11月24日 · 24 Nov */
export const formatDay = (when: When, locale: string): string => write(when, locale, { month: 'short', day: 'numeric' })
/** 周二 · Tue */
export const formatWeekday = (when: When, locale: string): string => write(when, locale, { weekday: 'short' })
/** 11月24日 周二 · Tue 24 Nov */
export function formatDayOfWeek(when: When, locale: string): string {
  const parts = [formatDay(when, locale), formatWeekday(when, locale)]
  return (locale === 'en' ? parts.reverse() : parts).join(' ')
}
/** 11:26, always with 24 hours. */
export const formatTime = (when: When, locale: string): string => write(when, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
/** 2026-11-24: the same in every language, as on the forms. */
export const formatDate = (when: When): string => write(when, 'sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit' })
/** 2026-11-24 11:26 */
export const formatMoment = (when: When): string => `${formatDate(when)} ${formatTime(when, 'sv-SE')}`

const units = ['B', 'KB', 'MB', 'GB', 'TB']

/** 412 KB, 9.2 GB: whole numbers below a megabyte, one decimal above. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), units.length - 1)
  return `${(bytes / 1024 ** step).toFixed(step > 1 ? 1 : 0)} ${units[step]}`
}

/** The formats of the language now spoken, for templates. */
export function useFormat() {
  const { t, n, locale } = useI18n({ useScope: 'global' })
  const spoken = computed(() => locale.value)
  return {
    day: (when: When) => formatDay(when, spoken.value),
    weekday: (when: When) => formatWeekday(when, spoken.value),
    dayOfWeek: (when: When) => formatDayOfWeek(when, spoken.value),
    time: (when: When) => formatTime(when, spoken.value),
    date: formatDate,
    moment: formatMoment,
    age: (ms: number) => sayAge(ms, t),
    /** 30 天内 · 31–90 天 · 超过 365 天: more than `from` days, up to `to`; null has no end. */
    span: (from: number, to: number | null) => (to === null ? t('ui.span.over', { from }) : from === 0 ? t('ui.span.within', { to }) : t('ui.span.between', { from: from + 1, to })),
    number: (value: number) => n(value),
    bytes: formatBytes,
  }
}
