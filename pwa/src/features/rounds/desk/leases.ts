// How a device's claim on a round stands: it holds it, the close of the round ended it, or it was taken back before.
import type { components } from '@/api/schema'

type Lease = Pick<components['schemas']['Lease'], 'revoked_at'>

export function leaseStanding({ revoked_at: revokedAt }: Lease, closedAt: string | null | undefined): 'held' | 'ended' | 'revoked' {
  if (!revokedAt) return 'held'
  return closedAt && Date.parse(revokedAt) >= Date.parse(closedAt) ? 'ended' : 'revoked'
}
