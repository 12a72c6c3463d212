// The desk's pages by permission: what a role may not use is not shown.
import { iAddress, iBatch, iCard, iDevices, iEmployer, iHandOver, iIncident, iInbox, iMonitor, iNoPerson, iOverview, iPeople, iRound, iTempCard, iUpload, iVault } from '@/ui/icons'

export interface Place {
  key: 'overview' | 'batches' | 'addresses' | 'vaults' | 'cards' | 'rounds' | 'hand-overs' | 'activations' | 'parked' | 'rescue' | 'incidents' | 'temporary-cards' | 'blocked-proxies' | 'devices' | 'officers' | 'organisations'
  icon: string
  permission: string
}

export const places: readonly (readonly Place[])[] = [
  [{ key: 'overview', icon: iOverview, permission: 'overview.read' }],
  [
    { key: 'batches', icon: iBatch, permission: 'batches.read' },
    { key: 'addresses', icon: iAddress, permission: 'addresses.write' },
    { key: 'vaults', icon: iVault, permission: 'vaults.read' },
    { key: 'cards', icon: iCard, permission: 'cards.read' },
    { key: 'rounds', icon: iRound, permission: 'rounds.read' },
    { key: 'hand-overs', icon: iHandOver, permission: 'hand_overs.read' },
  ],
  [
    { key: 'temporary-cards', icon: iTempCard, permission: 'temporary_cards.read' },
    { key: 'blocked-proxies', icon: iNoPerson, permission: 'blocked_proxies.read' },
    { key: 'activations', icon: iMonitor, permission: 'activations.read' },
    { key: 'parked', icon: iInbox, permission: 'parked.read' },
    { key: 'rescue', icon: iUpload, permission: 'rescues.write' },
    { key: 'incidents', icon: iIncident, permission: 'incidents.read' },
  ],
  [
    { key: 'devices', icon: iDevices, permission: 'devices.read' },
    { key: 'officers', icon: iPeople, permission: 'officers.read' },
    { key: 'organisations', icon: iEmployer, permission: 'organisations.read' },
  ],
]

/** One's own account is in the menu of the officer's name, not among the places. */
export const ownAccount = '/desk/account'

/** The places somebody may go to, group by group; empty groups are left out. */
export function placesFor(may: (permission: string) => boolean): Place[][] {
  return places.map((group) => group.filter((place) => may(place.permission))).filter((group) => group.length > 0)
}

/** Where the desk begins for somebody: the overview, or the first page they may see. */
export function firstPlace(may: (permission: string) => boolean): string {
  const first = placesFor(may)[0]?.[0]
  return first ? `/desk/${first.key}` : '/desk/nothing'
}
