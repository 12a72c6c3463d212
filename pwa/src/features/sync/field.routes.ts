import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/outbox', component: () => import('./field/OutboxScreen.vue'), meta: { form: 'tablet', field: 'device' } },
  { path: '/outbox/rescue', component: () => import('./field/RescueScreen.vue'), meta: { form: 'tablet', field: 'device' } },
  { path: '/outbox/tally', component: () => import('./field/TallyScreen.vue'), meta: { form: 'tablet', field: 'device' } },
]
