import type { RouteRecordRaw } from 'vue-router'
import { fieldGuard } from '@/session'

export const routes: RouteRecordRaw[] = [
  { path: '/enrol', component: () => import('./field/EnrolScreen.vue'), meta: { form: 'tablet' } },
  { path: '/unlock', component: () => import('./field/UnlockScreen.vue'), meta: { form: 'tablet', field: 'device' } },
]

export const guard = fieldGuard
