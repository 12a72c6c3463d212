/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, getCacheKeyForURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: (string | { url: string; revision: string | null })[]
}

// Ahead of the routes: whoever answers keeps the event from all who listen later. Nothing waits for this.
self.addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.waitUntil(followPolicy().catch(() => undefined))
})

precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()

// The API and the health check are the server's own: an offline answer made here would be a lie.
const toServerOnly = [/^\/api(\/|$)/, /^\/healthz$/, /^\/metrics$/]
registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html'), { denylist: toServerOnly }))

/**
 * The page is kept with the headers of the day it was fetched. Where the server's policy has changed since, the kept page
 * gets it for its next start; its body stays this build's. An answer without a policy is not our server's.
 */
async function followPolicy(): Promise<void> {
  const name = 'Content-Security-Policy'
  const key = getCacheKeyForURL('index.html')
  if (!key) return
  const policy = (await fetch('/index.html', { method: 'HEAD', cache: 'no-store' })).headers.get(name)
  for (const each of policy ? await caches.keys() : []) {
    const cache = await caches.open(each)
    const kept = await cache.match(key)
    if (!kept || !policy || kept.headers.get(name) === policy) continue
    const headers = new Headers(kept.headers)
    headers.set(name, policy)
    await cache.put(key, new Response(await kept.blob(), { headers }))
  }
}

// A build that arrives while records wait here is turned away; the browser asks again, and what it has fetched is kept (C10).
self.addEventListener('install', (event) => {
  if (self.registration.active) event.waitUntil(standBackForTheQueue())
})

async function standBackForTheQueue(): Promise<void> {
  if ((await unsentRecords().catch(() => 0)) > 0) throw new Error('records wait to be uploaded')
}

/** How many records have no receipt yet. The queue's database is opened as it is: its version never rises. */
async function unsentRecords(): Promise<number> {
  const name = 'songka-outbox'
  if (!(await indexedDB.databases()).some((known) => known.name === name)) return 0
  const database = await outcome(indexedDB.open(name))
  try {
    return await outcome(database.transaction('records').objectStore('records').index('state').count('saved'))
  } finally {
    database.close()
  }
}

function outcome<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no database'))
  })
}

// The first visit is served from here at once: a tablet packed in its first hour must be able to go offline.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  const message: unknown = event.data
  if (typeof message !== 'object' || message === null) return
  if ('type' in message && message.type === 'SKIP_WAITING') void self.skipWaiting()
})
