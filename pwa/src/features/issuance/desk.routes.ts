import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/desk/hand-overs', component: () => import('./desk/HandOversPage.vue'), meta: { desk: 'hand_overs.read' } },
  { path: '/desk/hand-overs/:id', component: () => import('./desk/HandOverPage.vue'), meta: { desk: 'hand_overs.read' }, props: true },
  { path: '/desk/temporary-cards', component: () => import('./desk/TemporaryPage.vue'), meta: { desk: 'temporary_cards.read' } },
  { path: '/desk/blocked-proxies', component: () => import('./desk/ProxiesPage.vue'), meta: { desk: 'blocked_proxies.read' } },
]
