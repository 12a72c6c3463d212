// Who may see a desk page: whoever is logged in and has its permission.
import type { NavigationGuard } from 'vue-router'
import { useDesk } from '../desk'
import { firstPlace, ownAccount } from './nav'

declare module 'vue-router' {
  interface RouteMeta {
    /** The permission that a desk page needs; a desk page names one, or `session.own`. */
    desk?: string
  }
}

export const deskGuard: NavigationGuard = async (to) => {
  const permission = to.meta.desk
  if (!permission) return true
  const desk = useDesk()
  await desk.start()
  if (!desk.officer) return { path: '/login', query: { to: to.fullPath } }
  // The time to set up a second factor is over: this log-in is good for nothing else.
  if (desk.session?.second_factor.advice === 'overdue' && to.path !== ownAccount) return ownAccount
  if (desk.may(permission)) return true
  const home = firstPlace(desk.may)
  return to.path === home ? true : home
}
