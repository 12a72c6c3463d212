import { expect, it } from 'vitest'
import { leaseStanding } from './leases'

it('warns of a claim that was taken back, not of one that ended with its round', () => {
  const at = (revoked_at: string | null) => ({ revoked_at })
  expect(leaseStanding(at('2026-11-24T07:00:00Z'), null)).toBe('revoked')
  expect(leaseStanding(at('2026-11-24T07:00:00Z'), '2026-11-24T09:00:00Z')).toBe('revoked')
  expect(leaseStanding(at('2026-11-24T09:00:00.000Z'), '2026-11-24T09:00:00Z')).toBe('ended')
  expect(leaseStanding(at(null), '2026-11-24T09:00:00Z')).toBe('held')
})
