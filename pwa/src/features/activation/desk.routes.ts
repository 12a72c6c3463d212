import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/desk/activations', component: () => import('./desk/ActivationsPage.vue'), meta: { desk: 'activations.read' } },
  { path: '/desk/activations/:id', component: () => import('./desk/ActivationPage.vue'), meta: { desk: 'activations.read' }, props: true },
]
