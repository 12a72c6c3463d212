import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { latestTime } from './marks'
import { leaseIsOver } from './rounds'

// The round of the 24th: its lease ends with the day after, by the county's clock.
const lease = { expiresAt: '2026-11-25T16:00:00.000Z' }
const over = (clock: string) => leaseIsOver(lease, latestTime(new Date(clock)))

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) })
})

afterEach(() => void vi.unstubAllGlobals())

describe('a clock wrong by a day', () => {
  it('ahead or behind leaves the lease of the day open', () => {
    expect(over('2026-11-23T03:26:00Z')).toBe(false)
    expect(over('2026-11-25T03:26:00Z')).toBe(false)
  })

  it('set back does not bring a lease to life again, and time goes on from the latest seen', () => {
    expect(over('2026-11-25T16:00:00Z')).toBe(true)
    expect(over('2026-11-24T16:00:00Z')).toBe(true)
    expect(latestTime(new Date('2026-11-26T00:00:00Z'))).toEqual(new Date('2026-11-26T00:00:00Z'))
  })
})
