// Who may see a field page: an enrolled device of the right kind; and, where people are named, somebody unlocked and a round.
import type { NavigationGuard, RouteLocationNormalized } from 'vue-router'
import type { DeviceKind } from '@/store'
import { useField } from './field'

declare module 'vue-router' {
  interface RouteMeta {
    /** What a field page needs before it shows: a device, an unlocked officer, or an open round as well. */
    field?: 'device' | 'unlocked' | 'round'
    /** Which kind of device has this page; both when not said. */
    device?: DeviceKind
  }
}

/** Where a device begins. */
export const homes: Record<DeviceKind, string> = { tablet: '/today', companion: '/bank' }

export const fieldGuard: NavigationGuard = async (to) => {
  const needs = to.meta.field
  if (!needs) return true
  const field = useField()
  await field.start()
  if (!field.device) return '/enrol'
  if (to.meta.device && to.meta.device !== field.device.kind) return homes[field.device.kind]
  if (needs === 'device') return true
  if (field.revoked) return '/outbox'
  if (field.officers.length === 0) return '/enrol'
  if (field.locked) return lockBefore(to)
  if (needs === 'round' && !field.round) return '/pack'
  if (field.counted && isServing(to, field)) return '/close'
  return true
}

/** After the joint count nobody is served any more; who has their card may still be looked up and their bank step noted. */
function isServing(to: RouteLocationNormalized, field: ReturnType<typeof useField>): boolean {
  if (!to.path.startsWith('/serve')) return false
  return field.served.get(String(to.params['cardholderId'] ?? ''))?.kind !== 'handed_over'
}

function lockBefore(to: RouteLocationNormalized) {
  return { path: '/unlock', query: { to: to.fullPath } }
}
