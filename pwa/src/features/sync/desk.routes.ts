import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/desk/parked', component: () => import('./desk/ParkedPage.vue'), meta: { desk: 'parked.read' } },
  { path: '/desk/parked/:id', component: () => import('./desk/ParkedRecordPage.vue'), meta: { desk: 'parked.read' }, props: true },
  { path: '/desk/rescue', component: () => import('./desk/RescuePage.vue'), meta: { desk: 'rescues.write' } },
  { path: '/desk/conflicts/:id', component: () => import('./desk/CasePage.vue'), meta: { desk: 'conflicts.read' }, props: true },
]
