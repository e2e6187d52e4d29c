// Owns the page on which a browser is measured: a worker that prepares the device of this profile, and the app's own worker, opened
// as the app opens it, without screens.

import { createPasskeys } from '../../../src/adapters/passkey.ts'
import { createThreadedHost } from '../../../src/adapters/threaded-host.ts'
import { trustedScripts } from '../../../src/app/trusted-scripts.ts'
import type { ConversationId } from '../../../src/base/ids.ts'
import type { NodeApi } from '../../../src/node/api.ts'
import type { ConversationView, TimelineView } from '../../../src/node/api-conversations.ts'
import { watchSealing, type SealingSeen } from './sealing.ts'
import type { Prepared, PrepareOrder } from './prepare.worker.ts'
import prepareUrl from './prepare.worker.ts?worker&url'
import nodeUrl from '../../../src/node.worker.ts?worker&url'
import { noConnections } from '../../fixtures/fake-privacy.ts'

declare global {
  /** What the bench may ask of this page. */
  var benchPage: BenchPage
}

export interface BenchPage {
  prepare(order: PrepareOrder): Promise<Prepared>
  /** Milliseconds from `new Worker()` to the list of conversations and the newest messages of one. */
  open(conversation: string, count: number): Promise<number>
  /**
   * Removes so many people, one after the other, while keys that come from outside are typed and kept; with none, only the keys.
   */
  seal(people: number): Promise<SealingSeen>
  /** Removes one person and writes notes until that is done: how many were stored before it. */
  notesBefore(): Promise<number>
}

const trusted = trustedScripts([prepareUrl, nodeUrl])

const alone = {
  network: {
    listen: () => undefined,
    follow: () => undefined,
    announce: () => undefined,
    farewell: () => undefined,
    dial: () => undefined,
    upgrade: () => undefined,
    send: () => undefined,
    close: () => undefined,
    taken: () => undefined
  },
  lobby: { visit: () => ({ open: () => undefined, put: () => undefined, leave: () => undefined }) },
  stop: () => undefined
}

/** The app's own worker, as the app opens it. */
function openNode(): NodeApi {
  const host = createThreadedHost({
    startWorker: () => new Worker(trusted(nodeUrl), { type: 'module' }),
    createHands: () => alone,
    passkeys: createPasskeys(),
    connections: noConnections
  })
  return host.nodeOf(1)
}

let sealing: ReturnType<typeof watchSealing> | undefined

globalThis.benchPage = {
  seal: (people) => (sealing ??= watchSealing(openNode())).removeWhileTyping(people),
  notesBefore: () => (sealing ??= watchSealing(openNode())).notesBefore(),
  prepare: (order) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(trusted(prepareUrl), { type: 'module' })
      worker.addEventListener('message', ({ data }: MessageEvent<Prepared>) => resolve(data))
      worker.addEventListener('error', (event) => reject(new Error(event.message)))
      worker.postMessage(order)
    }),
  open: (conversation, count) =>
    new Promise((resolve) => {
      const beganMs = performance.now()
      const node = openNode()
      let list: readonly ConversationView[] = []
      let timeline: TimelineView | undefined
      const look = (): void => {
        const isListed = list.some((each) => each.conversation === conversation && each.last !== undefined)
        if (isListed && timeline?.messages.length === count) resolve(performance.now() - beganMs)
      }
      node.watch({ type: 'conversations' }, (view) => {
        list = view
        look()
      })
      const wanted = {
        type: 'timeline',
        conversation: conversation as ConversationId,
        anchor: 'newest',
        count
      } as const
      node.watch(wanted, (view) => {
        timeline = view
        look()
      })
    })
}
