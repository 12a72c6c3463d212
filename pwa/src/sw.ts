/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: (string | { url: string; revision: string | null })[]
}

precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()

// The API and the health check are the server's own: an offline answer made here would be a lie.
const toServerOnly = [/^\/api(\/|$)/, /^\/healthz$/, /^\/metrics$/]
registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html'), { denylist: toServerOnly }))

// The first visit is served from here at once: a tablet packed in its first hour must be able to go offline.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  const message: unknown = event.data
  if (typeof message !== 'object' || message === null) return
  if ('type' in message && message.type === 'SKIP_WAITING') void self.skipWaiting()
})
