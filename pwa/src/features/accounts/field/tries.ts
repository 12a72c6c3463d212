// Wrong passphrases in a row: after the policy's number, keys are dropped and the tablet pauses. Nothing is ever wiped.
import type { Tries } from '@/store'

export interface TriesPolicy {
  most: number
  pauseSeconds: number
}

/** Count one more wrong passphrase. */
export function countWrong(tries: Tries, policy: TriesPolicy, now: Date): Tries {
  const wrong = tries.wrong + 1
  if (wrong < policy.most) return { wrong, pausedUntil: null }
  return { wrong: 0, pausedUntil: new Date(now.getTime() + policy.pauseSeconds * 1000).toISOString() }
}

/** Seconds still to wait; 0 when a passphrase is taken. */
export function secondsToWait(tries: Tries, now: Date): number {
  if (tries.pausedUntil === null) return 0
  return Math.max(0, Math.ceil((Date.parse(tries.pausedUntil) - now.getTime()) / 1000))
}
