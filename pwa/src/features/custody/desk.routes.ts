import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/desk/vaults', component: () => import('./desk/VaultsPage.vue'), meta: { desk: 'vaults.read' } },
  { path: '/desk/vaults/:id', component: () => import('./desk/VaultPage.vue'), meta: { desk: 'vaults.read' }, props: true },
  { path: '/desk/discrepancies/:id', component: () => import('./desk/DiscrepancyPage.vue'), meta: { desk: 'discrepancies.read' }, props: true },
  { path: '/desk/incidents', component: () => import('./desk/IncidentsPage.vue'), meta: { desk: 'incidents.read' } },
  { path: '/desk/incidents/:id', component: () => import('./desk/IncidentPage.vue'), meta: { desk: 'incidents.read' }, props: true },
]
