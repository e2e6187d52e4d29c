// Owns what this device is to send later (C15): kept in its own database, written like any post when its time has come or at the first
// start after it, and never twice. Knows no other device: nobody hears of it before.

import { toHex } from '../base/bytes.ts'
import type { ConversationId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok } from '../base/result.ts'
import type { Mention, ScheduleIntent } from './api-acts.ts'
import type { Outcome } from './api-intents.ts'
import { refusalOf } from './answer.ts'
import type { Later } from './inbox.ts'
import type { Cancel, Milliseconds } from './ports.ts'
import { isConversation, postIn, textRefusal } from './posting.ts'
import { scheduledRecord, type KeptScheduled } from './draft-records.ts'
import { headsOf, isActive } from './state.ts'
import type { Desk, Written } from './desk.ts'
import { writeContent } from './write.ts'

/** What waits, the next one first. */
export interface Waiting extends Pick<KeptScheduled, 'conversation' | 'text' | 'mentions' | 'at'> {
  readonly id: string
  /** Its time has come and it could not be written: it is tried again. */
  readonly waits: boolean
}

export interface Schedule {
  view(): readonly Waiting[]
  submit(intent: ScheduleIntent): Outcome
  /** At a start, before anything is written: what was on its way when the power went is out, or waits again. */
  settle(): void
  /** Writes what is due, as soon as this device may write, and every minute. */
  follow(): void
}

export interface ScheduleEvents {
  onView(): void
  onWritten(written: Written): void
  /** Something was written long after its time, because this device was off. */
  onLate(text: string): void
}

/** Later than this is told to the person. */
const lateMs: Milliseconds = 60_000

/** What one node is to send. */
export function createSchedule(
  desk: Desk,
  kept: ReadonlyMap<string, KeptScheduled>,
  events: ScheduleEvents,
  later: Later
): Schedule {
  const all = new Map(kept)
  let waiting: Cancel | undefined

  function ordered(): readonly (readonly [string, KeptScheduled])[] {
    return [...all].toSorted(([a, one], [b, other]) => one.at - other.at || (a < b ? -1 : 1))
  }

  function keep(id: string, scheduled: KeptScheduled | undefined): Outcome {
    const kept = desk.storage.keep(scheduledRecord(id, scheduled))
    if (!kept.ok) return kept
    if (scheduled === undefined) all.delete(id)
    else all.set(id, scheduled)
    events.onView()
    return ok({})
  }

  function ownSeq(conversation: ConversationId): number {
    const { replica } = desk
    return Math.max(-1, ...headsOf(replica, conversation, replica.identity.device).map(({ seq }) => seq))
  }

  /**
   * The place in the log is noted before anything is written there: whoever finds the note after a crash sees whether the place was
   * taken, and so whether the message went out (C15).
   */
  function send(id: string, scheduled: KeptScheduled): Outcome {
    const { conversation, text, reply, mentions } = scheduled
    const seq = ownSeq(conversation) + 1
    const noted = keep(id, { ...scheduled, seq })
    if (!noted.ok) return noted
    const written = writeContent(desk, conversation, {
      operation: postIn(desk, conversation, { text, reply, mentions })
    })
    if (!written.ok) {
      keep(id, { ...scheduled, seq: undefined })
      return err(refusalOf(written.reason))
    }
    keep(id, undefined)
    events.onWritten(written.value)
    return ok({ entry: written.value.entry })
  }

  function settle(): void {
    for (const [id, scheduled] of ordered()) {
      const { conversation, seq } = scheduled
      if (seq !== undefined) keep(id, ownSeq(conversation) >= seq ? undefined : { ...scheduled, seq: undefined })
    }
  }

  function plan(): void {
    waiting?.()
    waiting = undefined
    const [next] = ordered()
    if (next === undefined) return
    const wait = Math.min(Math.max(1, next[1].at - desk.now()), limits.announceMs)
    waiting = later(wait, follow)
  }

  function follow(): void {
    if (isActive(desk.replica)) {
      for (const [id, scheduled] of ordered()) {
        if (scheduled.at <= desk.now()) {
          const isLate = desk.now() - scheduled.at > lateMs
          if (send(id, scheduled).ok && isLate) events.onLate(scheduled.text)
        }
      }
    }
    plan()
  }

  function isInReach(at: number): boolean {
    return Number.isSafeInteger(at) && at > desk.now() && at <= desk.now() + limits.scheduledAheadMs
  }

  function add({ conversation, text, reply, mentions, at }: Extract<ScheduleIntent, { type: 'schedule' }>): Outcome {
    const refusal = textRefusal(text)
    if (refusal !== undefined) return err(refusal)
    if (!isConversation(desk, conversation)) return err('unknown-conversation')
    if (!isInReach(at)) return err('time-out-of-range')
    if (all.size >= limits.scheduledMax) return err('too-many-scheduled')
    return keep(toHex(desk.random.bytes(8)), {
      ...{ conversation, text, reply, mentions: upTo(mentions), at },
      seq: undefined
    })
  }

  function change(scheduled: KeptScheduled, to: Extract<ScheduleIntent, { type: 'reschedule' }>): Outcome {
    const { id, text, mentions, at } = to
    const refusal = textRefusal(text)
    if (refusal !== undefined) return err(refusal)
    return isInReach(at) ? keep(id, { ...scheduled, text, mentions: upTo(mentions), at }) : err('time-out-of-range')
  }

  function act(intent: ScheduleIntent): Outcome {
    if (intent.type === 'schedule') return add(intent)
    const scheduled = all.get(intent.id)
    if (scheduled === undefined) return err('unknown-scheduled')
    switch (intent.type) {
      case 'reschedule':
        return change(scheduled, intent)
      case 'send-scheduled':
        return send(intent.id, scheduled)
      case 'cancel-scheduled':
        return keep(intent.id, undefined)
    }
  }

  return {
    view: () =>
      ordered().map(([id, { conversation, text, mentions, at }]) => ({
        ...{ id, conversation, text, mentions, at },
        waits: at <= desk.now()
      })),
    submit(intent) {
      const outcome = act(intent)
      plan()
      return outcome
    },
    settle,
    follow
  }
}

function upTo(mentions: readonly Mention[] = []): readonly Mention[] {
  return mentions.slice(0, limits.mentionsMax)
}
