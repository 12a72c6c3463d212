import type { RouteRecordRaw } from 'vue-router'
import { deskGuard } from '@/session'

export const routes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('./desk/LoginScreen.vue') },
  { path: '/desk', redirect: '/desk/overview' },
  { path: '/desk/account', component: () => import('./desk/AccountPage.vue'), meta: { desk: 'session.own' } },
  { path: '/desk/devices', component: () => import('./desk/DevicesPage.vue'), meta: { desk: 'devices.read' } },
  { path: '/desk/officers', component: () => import('./desk/OfficersPage.vue'), meta: { desk: 'officers.read' } },
  { path: '/desk/organisations', component: () => import('./desk/OrganisationsPage.vue'), meta: { desk: 'organisations.read' } },
]

export const guard = deskGuard
