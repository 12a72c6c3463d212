import { describe, expect, it } from 'vitest'
import type { Tries } from '@/store'
import { countWrong, secondsToWait } from './tries'

const policy = { most: 10, pauseSeconds: 300 }
const now = new Date('2026-11-24T01:00:00Z')
const none: Tries = { wrong: 0, pausedUntil: null }

describe('wrong passphrases', () => {
  it('only count up to the ninth', () => {
    let tries = none
    for (let wrong = 1; wrong < 10; wrong += 1) tries = countWrong(tries, policy, now)
    expect(tries).toEqual({ wrong: 9, pausedUntil: null })
    expect(secondsToWait(tries, now)).toBe(0)
  })

  it('bring a pause with the tenth, after which counting begins anew', () => {
    const tries = countWrong({ wrong: 9, pausedUntil: null }, policy, now)
    expect(tries.wrong).toBe(0)
    expect(secondsToWait(tries, now)).toBe(300)
    expect(secondsToWait(tries, new Date('2026-11-24T01:04:59.500Z'))).toBe(1)
    expect(secondsToWait(tries, new Date('2026-11-24T01:05:00Z'))).toBe(0)
  })
})
