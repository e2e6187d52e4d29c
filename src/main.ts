// Owns what runs in the window: the worker that is the messenger, a network and a lobby for each team as its hands,
// the screens as its face.
// The root of its thread.

import { keepConnectionJournal, observeFetches } from './adapters/connection-journal.ts'
import { createLateNetwork } from './adapters/late-network.ts'
import { createLobby } from './adapters/lobby.ts'
import { createMeetingPlace } from './adapters/meeting-place.ts'
import { createPasskeys } from './adapters/passkey.ts'
import { createSignalSocket } from './adapters/signal-socket.ts'
import { createThreadedHost } from './adapters/threaded-host.ts'
import { trustedScripts } from './app/trusted-scripts.ts'
import { Update, type UpdateWorld } from './app/update.svelte.ts'
import { present } from './base/assert.ts'
import workerUrl from './node.worker.ts?worker&url'
import { mountApp } from './ui/mount.ts'

// Before anything can open one.
const connections = keepConnectionJournal({ globals: window, observeFetches, now: () => Date.now() })

const serviceWorkerUrl = '/service-worker.js'
const scriptUrl = trustedScripts([workerUrl, serviceWorkerUrl])

const place = createMeetingPlace({ base: new URL(location.origin) })
const host = createThreadedHost({
  startWorker: () => new Worker(scriptUrl(workerUrl), { type: 'module', name: 'node' }),
  createHands: () => {
    const socket = createSignalSocket(place.signalUrl)
    const network = createLateNetwork(async () => {
      const { createLibp2pNetwork } = await import('./adapters/libp2p-network.ts')
      return createLibp2pNetwork({ place, socket })
    })
    return {
      network,
      lobby: createLobby({ place, socket }),
      stop: () => {
        network.stop()
        socket.stop()
      }
    }
  },
  passkeys: createPasskeys(),
  connections
})

/** Only a built app has a service worker; without one the app works, but not without its server. */
function updateWorld(): UpdateWorld | undefined {
  const { serviceWorker } = navigator
  if (import.meta.env.DEV || serviceWorker === undefined) return undefined
  return {
    register: () => serviceWorker.register(scriptUrl(serviceWorkerUrl), { scope: '/', updateViaCache: 'none' }),
    container: serviceWorker,
    document,
    reload: () => location.reload()
  }
}

mountApp({
  target: present(document.getElementById('app'), 'the page has a place for the app'),
  host,
  version: __APP_VERSION__,
  update: new Update(updateWorld())
})
