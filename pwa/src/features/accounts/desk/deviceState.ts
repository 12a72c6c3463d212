// Where a device stands towards the county.
import type { components } from '@/api/schema'
import type { MarkKind } from '@/ui/kinds'

export type Device = components['schemas']['Device']

export type DeviceState = 'revoked' | 'waiting' | 'silent' | 'online' | 'offline'
const onlineMs = 5 * 60_000

/** Offline is the normal case of a tablet in a village; only what was never heard of or shut out differs. */
export function deviceState(device: Device, now: number): DeviceState {
  if (device.revoked_at) return 'revoked'
  if (!device.enrolled_at) return 'waiting'
  if (!device.last_contact_at) return 'silent'
  return now - Date.parse(device.last_contact_at) < onlineMs ? 'online' : 'offline'
}

const marks: Record<DeviceState, MarkKind> = { revoked: 'stop', waiting: 'wait', silent: 'wait', online: 'ok', offline: 'wait' }
export const deviceMark = (state: DeviceState): MarkKind => marks[state]
