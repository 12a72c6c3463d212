import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/desk/overview', component: () => import('./desk/OverviewPage.vue'), meta: { desk: 'overview.read' } }]
