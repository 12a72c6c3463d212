// What the office knows of every device, as the fleet page shows and sorts it.
import type { components } from '@/api/schema'

export type FleetDevice = components['schemas']['FleetDevice']
export type LostHistory = components['schemas']['LostHistory']
export type Attention = FleetDevice['attention'][number]

export type Shown = 'attention' | 'all'

/** Those that need somebody first; a name settles equal ones, so that the list does not jump. */
export function listed(items: readonly FleetDevice[], shown: Shown): FleetDevice[] {
  const kept = shown === 'all' ? [...items] : items.filter(({ attention }) => attention.length > 0)
  return kept.sort((one, other) => other.attention.length - one.attention.length || one.device.name.localeCompare(other.device.name))
}

/** Lost records are worse than what somebody can put right. */
export const attentionMark = (one: Attention): 'stop' | 'warn' => (one === 'lost_epoch' ? 'stop' : 'warn')

/** How long ago something was, in milliseconds; null where it never was. A clock ahead of ours counts as now. */
export const since = (at: string | null, now: number): number | null => (at === null ? null : Math.max(0, now - Date.parse(at)))

/** Seconds a device's clock is off, with its sign (0 has none); null while nobody knows it. */
export const secondsOff = (offsetMs: number | null): number | null => (offsetMs === null ? null : Math.round(offsetMs / 1000) || 0)

/** Records of one epoch that a device told of and that are not here. */
export const missingOf = ({ told, held }: FleetDevice['epochs'][number]): number => Math.max(0, (told ?? 0) - held)

/** A loss that still waits for people: not settled, and for a lost epoch, not come after all. */
export const openLosses = (item: FleetDevice): FleetDevice['lost_epochs'] => item.lost_epochs.filter(({ settlement, missing }) => settlement === null && missing > 0)

export const openHistories = (items: readonly LostHistory[]): LostHistory[] => items.filter(({ settlement }) => settlement === null)

/** How two people settle a loss. */
export type LostFinding = components['schemas']['NewFindingByTwo']
const lostReasons: readonly LostFinding['reason'][] = ['entered_from_paper', 'came_back', 'nothing_lost', 'not_to_be_had']
export const isLostReason = (code: string | null): code is LostFinding['reason'] => lostReasons.some((one) => one === code)
