// Owns which of the things a person asks for wait for the first word of a start (F1) or for new keys of a large team (K9), and that nothing
// typed is lost meanwhile.

import type { ConversationId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err } from '../base/result.ts'
import type { Outcome } from './api-intents.ts'
import { draftOf } from './drafts.ts'
import type { FirstWord } from './first-word.ts'
import type { LinkingIntent, MemberIntent } from './intents.ts'
import type { LocalRecord } from './ports.ts'
import { draftRecord } from './draft-records.ts'
import type { Need, Sealing } from './sealing.ts'

/** These append nothing, whatever they lead to later. */
const local: ReadonlySet<(MemberIntent | LinkingIntent)['type']> = new Set([
  'open-direct',
  'confirm-root-sheet',
  'postpone-owner-reminder',
  'begin-linking',
  'end-linking'
])

/** Takes intents in the order in which they come; `answer` is called once for each. */
export function createTurns({ firstWord, sealing, needOf, fulfil, keep }: TurnsOf): Submit {
  /** What was typed last in each conversation since something was sent there that still waits. */
  const typed = new Map<ConversationId, { last: KeepDraft }>()

  /** The message that waits takes the draft away when it is sent; this one was typed after it. */
  function keepAgain(intent: KeepDraft): void {
    const known = typed.get(intent.conversation)
    if (known !== undefined) {
      known.last = intent
      return
    }
    const draft = { last: intent }
    typed.set(intent.conversation, draft)
    const again = (): void => {
      if (typed.get(intent.conversation) === draft) typed.delete(intent.conversation)
      fulfil(draft.last)
    }
    firstWord.when(() => sealing.when(needOf(intent), again))
  }

  return (intent, answer) => {
    // An empty draft takes back what other devices were told of it, and that is an entry.
    const isDraft = intent.type === 'keep-draft' && intent.text !== ''
    if (isDraft || local.has(intent.type)) {
      answer(fulfil(intent))
      // What is typed will be said under keys that may have to be made first.
      if (isDraft) sealing.ahead(needOf(intent))
      if (isDraft && firstWord.waiting + sealing.waiting > 0) keepAgain(intent)
      return
    }
    if (firstWord.waiting + sealing.waiting >= limits.turnsWaitingMax) return answer(err('slow-down'))
    const stop = (): void => answer(err('stopped'))
    if (intent.type !== 'post' && intent.type !== 'post-files') {
      firstWord.when(() => sealing.when(needOf(intent), () => answer(fulfil(intent)), stop), stop)
      return
    }
    const { conversation } = intent
    typed.delete(conversation)
    const draft = draftOf({ ...intent, type: 'post' })
    let isKept = false
    let isOver = false
    const post = (): void => {
      isOver = true
      const outcome = fulfil(intent)
      // What waited in vain stands in the field at once, as it would after a start.
      if (!outcome.ok && isKept) fulfil({ type: 'keep-draft', conversation, ...draft })
      answer(outcome)
    }
    firstWord.when(() => sealing.when(needOf(intent), post, stop), stop)
    if (isOver) return
    isKept = true
    // Should the device die before the message is an entry, it stands in the field again.
    keep(draftRecord(conversation, { ...draft, shared: false }))
  }
}

type Submit = (intent: MemberIntent | LinkingIntent, answer: (outcome: Outcome) => void) => void
type KeepDraft = Extract<MemberIntent, { type: 'keep-draft' }>

export interface TurnsOf {
  readonly firstWord: FirstWord
  readonly sealing: Sealing
  readonly needOf: (intent: MemberIntent | LinkingIntent) => Need
  readonly fulfil: (intent: MemberIntent | LinkingIntent) => Outcome
  readonly keep: (record: LocalRecord) => unknown
}
