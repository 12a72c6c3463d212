import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/pack', component: () => import('./field/PackScreen.vue'), meta: { form: 'tablet', field: 'unlocked' } },
  { path: '/today', component: () => import('./field/TodayScreen.vue'), meta: { form: 'tablet', field: 'round', device: 'tablet' } },
  { path: '/close', component: () => import('./field/CloseScreen.vue'), meta: { form: 'tablet', field: 'round', device: 'tablet' } },
]
