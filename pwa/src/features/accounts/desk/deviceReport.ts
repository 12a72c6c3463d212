// What a device last said of itself; the schema leaves the report open, since newer builds say more.
import type { components } from '@/api/schema'
import type { MarkKind } from '@/ui/kinds'

export type Device = components['schemas']['Device']

export interface Report { unsent: number | null; oldestAt: string | null; persisted: boolean | null; free: number | null; build: string | null; clockOffsetMs: number | null }

export function reportOf(device: Pick<Device, 'report'>): Report {
  const said = device.report ?? {}
  const number = (key: string): number | null => (typeof said[key] === 'number' ? said[key] : null)
  const text = (key: string): string | null => (typeof said[key] === 'string' ? said[key] : null)
  return { unsent: number('unsent'), oldestAt: text('oldest_at'), persisted: typeof said['storage_persisted'] === 'boolean' ? said['storage_persisted'] : null, free: number('storage_free'), build: text('build'), clockOffsetMs: number('clock_offset_ms') }
}

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
