import type { Refusal } from '@/api'

/** Where to go after a log-in: back to the desk page that was asked for, and nowhere else. */
export function placeAfterLogin(asked: unknown, home: string): string {
  return typeof asked === 'string' && /^\/desk\/[\w/?=&%.-]+$/.test(asked) ? asked : home
}

/** How long one must wait before the next try, in seconds. */
export function secondsIn(refusal: Pick<Refusal, 'facts'>): number {
  const seconds = Number(refusal.facts['seconds'])
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0
}
