import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/outbox', component: () => import('./field/OutboxScreen.vue'), meta: { form: 'tablet', field: 'device' } }]
