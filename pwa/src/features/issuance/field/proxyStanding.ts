// What this tablet knows of a proxy: on the block list or not, and for how many households they have collected (1.1.3.b).
import { normaliseIdentityNumber, samePersonNumber } from '@/rules'
import type { BundleProxies, Outcome } from '@/sync'

export interface Standing {
  blocked: string | null
  /** Households served within the window before this one. */
  served: number
}

/** The hash by which a bundle names a number that it does not spell out. */
export async function proxyHash(salt: string, number: string, sha256: (bytes: Uint8Array) => Promise<string>): Promise<string> {
  return await sha256(new TextEncoder().encode(salt + normaliseIdentityNumber(number)))
}

/** By the county's counts at packing and this tablet's own hand-overs; a family on one register counts once. */
export function standingOf(
  number: string,
  hash: string | null,
  known: BundleProxies | null,
  outcomes: ReadonlyMap<string, Outcome>,
  family: { cardholderId: string; household: string },
): Standing {
  const blocked = known?.blocked.find((one) => one.hash === hash)?.kind ?? null
  const before = known?.served.find((one) => one.hash === hash)?.count ?? 0
  const mine = [...outcomes].filter(([, { collected }]) => collected?.proxy && samePersonNumber(collected.proxy.number, number))
  const households = new Set(mine.map(([holder, { collected }]) => householdOf(holder, collected?.proxy?.household)))
  households.delete(householdOf(family.cardholderId, family.household))
  return { blocked, served: before + households.size }
}

/** As the server writes it: the register's number where it was noted, else the person alone. */
function householdOf(cardholderId: string, noted: string | null | undefined): string {
  return (noted ?? '').replace(/\s/g, '').toUpperCase() || cardholderId
}
