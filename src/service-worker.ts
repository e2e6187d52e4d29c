// Owns the app shell in the cache, so that the app starts without a network (W5). Knows no team, no key and no message;
// a notice that is tapped passes through as an address. The root of its thread.

import { createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope & {
  /** Put here by the build: every file of the shell with the hash of its content. */
  readonly __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[]
}

precacheAndRoute([...self.__WB_MANIFEST])

/** What signaling answers itself is never the app: its word about the relay must be fresh. */
const signalingPaths = [/^\/ca(\.|$)/, /^\/relay\.json$/, /^\/healthz$/, /^\/metrics$/, /^\/signal$/]
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: signalingPaths }))

// A new version waits until its person agrees: a reload in the middle of a sentence helps nobody.
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting()
  if (event.data === 'take-notices-away') event.waitUntil(takeNoticesAway())
})

async function takeNoticesAway(): Promise<void> {
  for (const notice of await self.registration.getNotifications()) notice.close()
}

// A tapped notice leads to where it points: in the app that is open, or in a new window of it.
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(addressIn(event.notification.data)))
})

function addressIn(data: unknown): string {
  const isThere = typeof data === 'object' && data !== null && 'address' in data && typeof data.address === 'string'
  return isThere ? String(data.address) : '#/'
}

async function open(address: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const shown = windows.find(({ visibilityState }) => visibilityState === 'visible') ?? windows[0]
  if (shown === undefined) return void (await self.clients.openWindow(`/${address}`))
  shown.postMessage({ open: address })
  await shown.focus()
}

// The very first version takes the page that installed it along, so that the next start needs no network.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
