import type { Refusal } from '@/api'

/** Where to go after a log-in: back to the desk page that was asked for, and nowhere else. */
export function placeAfterLogin(asked: unknown, home: string): string {
  return typeof asked === 'string' && /^\/desk\/[\w/?=&%.-]+$/.test(asked) ? asked : home
}

const ways = ['totp', 'key', 'recovery'] as const
export type Way = (typeof ways)[number]

/** In which ways the second step of a log-in can be taken; empty when the refusal asks for none. */
export function waysIn(refusal: Pick<Refusal, 'code' | 'facts'>): Way[] {
  const named = refusal.facts['ways']
  if (refusal.code !== 'second_factor_needed' || !Array.isArray(named)) return []
  return ways.filter((way) => named.includes(way))
}

/** How long one must wait before the next try, in seconds. */
export function secondsIn(refusal: Pick<Refusal, 'facts'>): number {
  const seconds = Number(refusal.facts['seconds'])
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0
}
