import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/desk/batches', component: () => import('./desk/BatchesPage.vue'), meta: { desk: 'batches.read' } },
  { path: '/desk/batches/:id', component: () => import('./desk/BatchPage.vue'), meta: { desk: 'batches.read' }, props: true },
  { path: '/desk/imports/:id', component: () => import('./desk/ImportPage.vue'), meta: { desk: 'imports.write' }, props: true },
  { path: '/desk/addresses', component: () => import('./desk/AddressesPage.vue'), meta: { desk: 'addresses.write' } },
  { path: '/desk/cards', component: () => import('./desk/CardsPage.vue'), meta: { desk: 'cards.read' } },
  { path: '/desk/cards/:id', component: () => import('./desk/CardPage.vue'), meta: { desk: 'cards.read' }, props: true },
]
