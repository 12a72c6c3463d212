import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/bank', component: () => import('./companion/DeskScreen.vue'), meta: { form: 'pos', field: 'round', device: 'companion' } },
  { path: '/bank/find', component: () => import('./companion/FindScreen.vue'), meta: { form: 'pos', field: 'round', device: 'companion' } },
  { path: '/bank/person/:cardholderId', component: () => import('./companion/PersonScreen.vue'), meta: { form: 'pos', field: 'round', device: 'companion' } },
]
