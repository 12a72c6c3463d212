import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/bank/count', component: () => import('./companion/CosignScreen.vue'), meta: { form: 'pos', field: 'round', device: 'companion' } },
]
