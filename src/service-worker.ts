// Owns the app shell in the cache, so that the app starts without a network (W5). Knows no team, no key and no message. The root of
// its thread.

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
})

// The very first version takes the page that installed it along, so that the next start needs no network.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
