import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/serve', component: () => import('./field/FindScreen.vue'), meta: { form: 'tablet', field: 'round', device: 'tablet' } },
  { path: '/serve/:cardholderId', component: () => import('./field/ServeScreen.vue'), meta: { form: 'tablet', field: 'round', device: 'tablet' } },
]
