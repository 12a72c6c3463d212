import { describe, expect, it } from 'vitest'
import { policy } from '@/rules'
import type { Outcome } from '@/sync'
import { isAwaited } from './confirmations'

const at = '2026-11-24T03:00:00.000Z'
const handed = { kind: 'handed_over', social: 'requested', state: 'received', at } as Outcome
const soon = new Date(Date.parse(at) + 5000)

describe('whether to ask for a confirmation', () => {
  it('is so while the person stands there and the county has the record', () => {
    expect(isAwaited(handed, 'waits', soon)).toBe(true)
  })

  it('is not so before the record arrived, after the answer, and when nobody asked for the function', () => {
    expect(isAwaited({ ...handed, state: 'saved' }, 'waits', soon)).toBe(false)
    expect(isAwaited(handed, 'confirmed', soon)).toBe(false)
    expect(isAwaited(handed, 'refused', soon)).toBe(false)
    expect(isAwaited({ ...handed, social: 'declined' }, 'waits', soon)).toBe(false)
    expect(isAwaited({ ...handed, kind: 'not_served' }, 'waits', soon)).toBe(false)
  })

  it('ends after the policy’s minutes: the person has gone', () => {
    const later = new Date(Date.parse(at) + policy('device.confirmation_minutes') * 60_000)
    expect(isAwaited(handed, 'waits', later)).toBe(false)
  })
})
