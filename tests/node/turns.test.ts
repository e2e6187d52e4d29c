import { describe, expect, it } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { scopeIdOf } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { ok } from '../../src/base/result.ts'
import type { Outcome } from '../../src/node/api-intents.ts'
import { createFirstWord } from '../../src/node/first-word.ts'
import type { LinkingIntent, MemberIntent } from '../../src/node/intents.ts'
import { createTurns } from '../../src/node/turns.ts'

const conversation = scopeIdOf(repeat(1, 16))
const post = (text: string): MemberIntent => ({ type: 'post', conversation, text, reply: undefined })
const draft = (text: string): MemberIntent => ({ type: 'keep-draft', conversation, text })

/** Turns of a start where nobody has told anything yet; what is done is noted by its text. */
function turns() {
  const done: string[] = []
  const answers: Outcome[] = []
  let hearsay: 'asking' | 'told' = 'asking'
  const firstWord = createFirstWord({
    isBeginning: false,
    ownEntries: () => 1,
    hearsay: () => hearsay,
    later: () => () => undefined
  })
  const fulfil = (intent: MemberIntent | LinkingIntent): Outcome => {
    done.push('text' in intent ? `${intent.type} ${intent.text}` : intent.type)
    return ok({})
  }
  const submit = createTurns({
    firstWord,
    sealing: {
      when: (_need, write) => write(),
      ahead: () => undefined,
      waiting: 0,
      tidy: () => undefined,
      stop: () => undefined
    },
    needOf: () => ({ scopes: [], recipients: [] }),
    fulfil,
    keep: () => undefined
  })
  return {
    done,
    answers,
    firstWord,
    ask: (intent: MemberIntent) => submit(intent, (outcome) => answers.push(outcome)),
    tell() {
      hearsay = 'told'
      firstWord.look()
    }
  }
}

describe('what waits for the first word', () => {
  it('[F1] is so much and no more: what is asked beyond that is refused at once, and nothing of it is done', () => {
    const { ask, answers, done, firstWord, tell } = turns()
    for (let count = 0; count < limits.turnsWaitingMax + 5; count++) ask(post(`${count}`))
    expect(firstWord.waiting).toBe(limits.turnsWaitingMax)
    expect(answers).toEqual(Array.from({ length: 5 }, () => ({ ok: false, reason: 'slow-down' })))
    tell()
    expect(done).toEqual(Array.from({ length: limits.turnsWaitingMax }, (_, index) => `post ${index}`))
    expect(answers).toHaveLength(limits.turnsWaitingMax + 5)
    ask(post('again'))
    expect(done.at(-1)).toBe('post again')
  })

  it('[F1] [C9] of what is typed meanwhile the last is kept, once, behind the message that waits', () => {
    const { ask, done, firstWord, tell } = turns()
    ask(post('one'))
    for (let count = 0; count < 1000; count++) ask(draft(`typing ${count}`))
    expect(firstWord.waiting).toBe(2)
    ask(post('two'))
    ask(draft('after'))
    const before = done.length
    tell()
    expect(done.slice(before)).toEqual(['post one', 'keep-draft typing 999', 'post two', 'keep-draft after'])
  })
})
