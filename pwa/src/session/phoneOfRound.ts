import type { RoundRow } from '@/store'
import type { BundleHeader, PhoneOfRound } from '@/sync'

/** How far the bank manager's phone is for a round: as last told, else as at packing; older bundles name the devices only. */
export function phoneOfRound(round: Pick<RoundRow, 'told'> | null, header: Pick<BundleHeader, 'phone' | 'team'> | undefined): PhoneOfRound {
  const packed = header?.team?.some(({ kind }) => kind === 'companion') ? 'packed' : 'none'
  return round?.told?.phone ?? header?.phone ?? packed
}
