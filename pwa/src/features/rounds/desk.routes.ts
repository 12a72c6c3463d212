import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/desk/rounds', component: () => import('./desk/RoundsPage.vue'), meta: { desk: 'rounds.read' } },
  { path: '/desk/rounds/new', component: () => import('./desk/RoundPlanPage.vue'), meta: { desk: 'rounds.plan' } },
  { path: '/desk/rounds/:id', component: () => import('./desk/RoundPage.vue'), meta: { desk: 'rounds.read' }, props: true },
  { path: '/desk/rounds/:id/check-out', component: () => import('./desk/CheckOutPage.vue'), meta: { desk: 'rounds.check_out' }, props: true },
  { path: '/desk/rounds/:id/check-in', component: () => import('./desk/CheckInPage.vue'), meta: { desk: 'rounds.check_in' }, props: true },
  { path: '/desk/rounds/:id/paper', component: () => import('./desk/PaperPage.vue'), meta: { desk: 'paper_records.write' }, props: true },
]
