// Owns who is watching what, and when a view is computed again. Knows queries by their parts only; views.ts computes them.

import type { ConversationId } from '../base/ids.ts'
import type { Query, Stop, ViewOf } from './api.ts'
import type { Later } from './inbox.ts'
import type { Clock, Milliseconds } from './ports.ts'

/** What a change touches. Views name what they depend on; a change of it makes them stale. */
export type Topic =
  | 'team'
  | 'join'
  | 'names'
  | 'conversations'
  | 'connection'
  | 'delivery'
  | 'invitations'
  | 'linking'
  | 'requests'
  | 'drafts'
  | 'notices'
  | 'governance'
  | 'marks'
  | 'files'
  | 'message-marks'
  | 'scheduled'
  | 'search'
  | 'live'
  | 'pads'
  | `conversation:${ConversationId}`

interface Watch {
  readonly query: Query
  readonly show: (view: never) => void
  stale: boolean
  last: string | undefined
}

export interface Watchers {
  add<Q extends Query>(query: Q, show: (view: ViewOf<Q>) => void): Stop
  touch(topic: Topic): void
  /** Computes stale views and shows those that changed; at most once per `pause` while changes keep coming. */
  flush(): void
  /** A person has done something and looks for it: the next flush does not pause. */
  hurry(): void
}

/** A burst of entries redraws a screen this often, not once for each of them. */
const pauseMs: Milliseconds = 40

/** The registry; `compute` yields the view of a query now, `later` runs a flush after a while as an event of its own. */
export function createWatchers(clock: Clock, compute: (query: Query) => ViewOf<Query>, later: Later): Watchers {
  const watches = new Set<Watch>()
  let flushedAt = Number.NEGATIVE_INFINITY
  let scheduled = false

  function show(watch: Watch): void {
    watch.stale = false
    const view = compute(watch.query)
    const fingerprint = JSON.stringify(view)
    if (fingerprint === watch.last) return
    watch.last = fingerprint
    watch.show(view as never)
  }

  function flush(): void {
    if (scheduled || ![...watches].some((watch) => watch.stale)) return
    const wait = flushedAt + pauseMs - clock.now()
    if (wait > 0 && wait <= pauseMs) {
      scheduled = true
      later(wait, () => {
        scheduled = false
        flushedAt = Number.NEGATIVE_INFINITY
      })
      return
    }
    flushedAt = clock.now()
    for (const watch of [...watches]) if (watch.stale && watches.has(watch)) show(watch)
  }

  return {
    add(query, showView) {
      const watch: Watch = { query, show: showView as (view: never) => void, stale: true, last: undefined }
      watches.add(watch)
      show(watch)
      return () => watches.delete(watch)
    },
    touch(topic) {
      for (const watch of watches) if (!watch.stale && topicsOf(watch.query).includes(topic)) watch.stale = true
    },
    flush,
    hurry() {
      scheduled = false
      flushedAt = Number.NEGATIVE_INFINITY
    }
  }
}

function topicsOf(query: Query): readonly Topic[] {
  switch (query.type) {
    case 'team':
      return ['team', 'names']
    case 'join':
      return ['join']
    case 'members':
      return ['team', 'names', 'connection']
    case 'conversations':
      return ['team', 'names', 'conversations', 'delivery', 'drafts', 'message-marks', 'marks']
    case 'timeline':
    case 'pins':
    case 'replies':
      return [`conversation:${query.conversation}`, 'names', 'delivery', 'team', 'message-marks', 'marks']
    case 'stars':
      return ['message-marks', 'conversations', 'names']
    case 'history':
    case 'timer':
      return [`conversation:${query.conversation}`]
    case 'scheduled':
      return ['scheduled']
    case 'group':
      return [`conversation:${query.conversation}`, 'names', 'team']
    case 'message':
      return [`conversation:${query.conversation}`, 'names', 'delivery', 'connection']
    case 'draft':
      return ['drafts', `conversation:${query.conversation}`]
    case 'mentions':
      return ['conversations', 'names', 'team']
    case 'moment':
      return [`conversation:${query.conversation}`]
    case 'invitations':
      return ['invitations', 'team', 'names']
    case 'linking':
      return ['linking']
    case 'requests':
      return ['requests', 'team', 'names']
    case 'connection':
      return ['connection', 'names']
    case 'notices':
      return ['notices']
    case 'sharing':
      return ['marks', 'team']
    case 'live':
      return ['live', 'marks', 'names', 'team']
    case 'pads':
      return [`conversation:${query.conversation}`, 'team']
    case 'pad':
      return [`conversation:${query.conversation}`, 'pads', 'names', 'team']
    case 'governance':
      return ['team', 'names', 'governance']
    case 'search':
      return ['search', 'team', 'names', 'conversations', 'message-marks', 'marks']
    case 'activity':
      return ['team', 'names', 'delivery']
    case 'storage-use':
      return []
    case 'files':
      return [`conversation:${query.conversation}`, 'names', 'team', 'message-marks', 'marks']
    case 'transfers':
    case 'file-storage':
    case 'file-use':
      return ['files']
    case 'verification':
    case 'marks':
    case 'team-code':
      return ['marks', 'team', 'names']
  }
}
