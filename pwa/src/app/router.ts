import { createRouter, createWebHistory, type NavigationGuard, type Router, type RouterHistory, type RouteRecordRaw } from 'vue-router'
import { entryPath } from './entry'
import { reportFault } from './fault'
import { showForm, type Form } from './form'

declare module 'vue-router' {
  interface RouteMeta {
    /** Which form factor the page is made for; the desk when not said. */
    form?: Form
  }
}

/** What a feature's routes.ts (or field.routes.ts and desk.routes.ts) exports: its pages, and a guard over all navigation. */
interface FeatureRoutes { routes: RouteRecordRaw[]; guard?: NavigationGuard }

const features = import.meta.glob<FeatureRoutes>(['../features/*/routes.ts', '../features/*/*.routes.ts'], { eager: true })

const own: RouteRecordRaw[] = [
  { path: '/', component: () => import('./screens/LostScreen.vue'), beforeEnter: async () => entryPath() },
  ...(import.meta.env.DEV ? [{ path: '/gallery/:page?', component: () => import('./gallery/GalleryPage.vue') }] : []),
  { path: '/:rest(.*)*', component: () => import('./screens/LostScreen.vue') },
]

/** Gather every feature's pages into one router. */
export function createAppRouter(history: RouterHistory, found: readonly FeatureRoutes[] = Object.values(features)): Router {
  const router = createRouter({ history, routes: [...found.flatMap((feature) => feature.routes), ...own] })
  found.forEach((feature) => { if (feature.guard) router.beforeEach(feature.guard) })
  router.afterEach((to) => showForm(to.meta.form ?? 'desk'))
  router.onError((error: unknown) => reportFault(error))
  return router
}

export const router = createAppRouter(createWebHistory())
