import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/desk/hand-overs', component: () => import('./desk/HandOversPage.vue'), meta: { desk: 'hand_overs.read' } },
  { path: '/desk/hand-overs/:id', component: () => import('./desk/HandOverPage.vue'), meta: { desk: 'hand_overs.read' }, props: true },
]
