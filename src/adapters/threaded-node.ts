// Both threads. Owns how the NodeApi of one team crosses the line: what is asked, what is watched, and that a slow screen skips
// pictures instead of queueing them. Knows no intent, no query and no view by itself.

import { assert, unreachable } from '../base/assert.ts'
import { err } from '../base/result.ts'
import type { NodeApi, Query, Stop, ViewOf, Views } from '../node/api.ts'
import type { Intent, Outcome } from '../node/api-intents.ts'
import type { Line, Part } from './thread-bridge.ts'

/** What the window says. `shown` answers each `view`. */
type ToWorker =
  | { readonly type: 'submit'; readonly request: number; readonly intent: Intent }
  | { readonly type: 'watch'; readonly watch: number; readonly query: Query }
  | { readonly type: 'unwatch'; readonly watch: number }
  | { readonly type: 'shown'; readonly watch: number }

/** What the worker says. */
type ToWindow =
  | { readonly type: 'outcome'; readonly request: number; readonly outcome: Outcome }
  | { readonly type: 'view'; readonly watch: number; readonly view: Views[Query['type']] }

// ---------------------------------------------------------------- Worker

export interface NodeServer {
  /** From now on this node answers; what the window watches already is shown at once. */
  run(node: NodeApi): void
  /** Nobody answers any more. */
  rest(): void
}

interface ServedWatch {
  readonly query: Query
  stop: Stop | undefined
  /** A view is on its way and not shown yet. */
  busy: boolean
  /** The newest view while one is on its way: at most one waits, whole as it is. */
  next: { readonly view: Views[Query['type']] } | undefined
}

/** The worker's end, for one life of a team; `onFault` hears what the node throws later. */
export function serveNode(part: Part, onFault: (error: unknown) => void): NodeServer {
  const watches = new Map<number, ServedWatch>()
  let node: NodeApi | undefined

  const show = (id: number, watch: ServedWatch, view: Views[Query['type']]): void => {
    if (watch.busy) watch.next = { view }
    else {
      watch.busy = true
      line.send({ type: 'view', watch: id, view })
    }
  }

  const start = (id: number, watch: ServedWatch): void => {
    watch.stop = node?.watch(watch.query, (view) => show(id, watch, view))
  }

  const shown = (id: number): void => {
    const watch = watches.get(id)
    if (watch === undefined) return
    const { next } = watch
    watch.busy = false
    watch.next = undefined
    if (next !== undefined) show(id, watch, next.view)
  }

  const submit = (request: number, intent: Intent): void => {
    const answer = (outcome: Outcome): void => line.send({ type: 'outcome', request, outcome })
    if (node === undefined) answer(err('stopped'))
    else node.submit(intent).then(answer, onFault)
  }

  const hear = (message: ToWorker): void => {
    switch (message.type) {
      case 'submit':
        return submit(message.request, message.intent)
      case 'watch': {
        const watch: ServedWatch = { query: message.query, stop: undefined, busy: false, next: undefined }
        watches.set(message.watch, watch)
        return start(message.watch, watch)
      }
      case 'unwatch':
        watches.get(message.watch)?.stop?.()
        return void watches.delete(message.watch)
      case 'shown':
        return shown(message.watch)
      default:
        return unreachable(message)
    }
  }

  const line: Line<ToWindow> = part.line('node', hear)
  return {
    run: (running) => {
      assert(node === undefined, 'one node runs at a time')
      node = running
      for (const [id, watch] of watches) start(id, watch)
    },
    rest: () => {
      node = undefined
      for (const { stop } of watches.values()) stop?.()
      watches.clear()
    }
  }
}

// ---------------------------------------------------------------- Window

/** What one life of a team answers to; a window has one after the other. */
export interface NodeClient {
  submit(intent: Intent): Promise<Outcome>
  watch(watch: number, query: Query): void
  unwatch(watch: number): void
  /** All that was asked and not answered ends as stopped. */
  giveUp(): void
}

/** The window's end of the line. */
export function callNode(part: Part, onView: (watch: number, view: Views[Query['type']]) => void): NodeClient {
  const asked = new Map<number, (outcome: Outcome) => void>()
  let requests = 0

  const giveUp = (): void => {
    const open = [...asked.values()]
    asked.clear()
    for (const answer of open) answer(err('stopped'))
  }

  const hear = (message: ToWindow): void => {
    switch (message.type) {
      case 'outcome':
        asked.get(message.request)?.(message.outcome)
        return void asked.delete(message.request)
      case 'view':
        onView(message.watch, message.view)
        return line.send({ type: 'shown', watch: message.watch })
      default:
        return unreachable(message)
    }
  }

  const line: Line<ToWorker> = part.line('node', hear)
  return {
    submit: (intent) =>
      new Promise((resolve) => {
        requests += 1
        asked.set(requests, resolve)
        line.send({ type: 'submit', request: requests, intent })
      }),
    watch: (watch, query) => line.send({ type: 'watch', watch, query }),
    unwatch: (watch) => line.send({ type: 'unwatch', watch }),
    giveUp
  }
}

interface WindowWatch {
  readonly query: Query
  /** Gets what the worker shows under this watch's number, which is a view of its query. */
  show(view: Views[Query['type']]): void
}

/** What the screens of a window watch of one team, by number; it goes on when one life ends and the next begins. */
export interface WindowWatches {
  add<Q extends Query>(query: Q, show: (view: ViewOf<Q>) => void): number
  remove(watch: number): void
  show(watch: number, view: Views[Query['type']]): void
  all(): readonly { readonly watch: number; readonly query: Query }[]
}

export function createWindowWatches(): WindowWatches {
  const watches = new Map<number, WindowWatch>()
  let count = 0
  return {
    add: (query, show) => {
      count += 1
      watches.set(count, { query, show })
      return count
    },
    remove: (watch) => void watches.delete(watch),
    show: (watch, view) => watches.get(watch)?.show(view),
    all: () => [...watches].map(([watch, { query }]) => ({ watch, query }))
  }
}
