// Accounts that the bank activated for cards nobody handed over: told at the close, to be cleared (1.2.2.d, 4.1.1.b).
import { computed, type ComputedRef } from 'vue'
import type { DeviceKind } from '@/store'
import { nothingBanked, type Banked, type BundlePerson, type Outcome } from '@/sync'
import { useField } from './field'

interface Known {
  /** Card ids as the county last told; what is on the way to it, it cannot know. */
  told: readonly string[]
  served: ReadonlyMap<string, Outcome>
  banked: ReadonlyMap<string, Banked>
}

/**
 * Whose account was activated without a hand-over, as far as this device can see: a tablet knows its own hand-overs and
 * reports before the county does; the phone knows its own reports, and of hand-overs what the county told.
 */
export function financeAlone(kind: DeviceKind, people: readonly BundlePerson[], { told, served, banked }: Known): BundlePerson[] {
  const named = new Set(told)
  return people.filter(({ cardholder_id: id, card }) => {
    const { report } = banked.get(id) ?? nothingBanked
    const reportedHere = report?.result === 'activated'
    if (kind === 'companion') return reportedHere && named.has(card.id)
    return (reportedHere || named.has(card.id)) && served.get(id)?.kind !== 'handed_over'
  })
}

/** The same for the open round, for as long as it changes. */
export function useFinanceAlone(): ComputedRef<BundlePerson[]> {
  const field = useField()
  return computed(() => {
    const known = { told: field.round?.told?.financeAlone ?? [], served: field.served, banked: field.banked }
    return financeAlone(field.device?.kind ?? 'tablet', field.roster?.header.people ?? [], known)
  })
}
