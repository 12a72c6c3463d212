/** The translate function as vue-i18n gives it, narrowed to what an age needs. */
type Say = (key: string, named: Record<string, number>) => string

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Say an age of `ms` milliseconds in one or two units: "2 小时 28 分". */
export function sayAge(ms: number, say: Say): string {
  if (ms < minute) return say('ui.age.now', {})
  if (ms < hour) return say('ui.age.minutes', { m: Math.floor(ms / minute) })
  if (ms < day) return say('ui.age.hours', { h: Math.floor(ms / hour), m: Math.floor((ms % hour) / minute) })
  return say('ui.age.days', { d: Math.floor(ms / day), h: Math.floor((ms % day) / hour) })
}
