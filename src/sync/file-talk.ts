// Owns what of files is said and heard in the talk with one device (M4, M5): scopes get the names of the session, and a scope is looked up
// again for every question. Holds no blob and judges no chunk.

import { scopesOf } from './answers.ts'
import type { FileFrame, FileWord } from './file-frames.ts'
import { count } from './rates.ts'
import { keep, named, send, type Moment, type Talk, type TalkStep } from './talk.ts'

/** Says it, if the peer takes part in the scope it is about; answers go to whoever asked. */
export function tellFile(talk: Talk, word: FileWord, { local }: Moment): TalkStep {
  if (word.type === 'holds' || word.type === 'chunk') return { session: talk, effects: [send(word)] }
  const shared = scopesOf(local.standing(talk.bound.device)).filter(({ scope }) => scope === word.scope)
  const next = named(talk, shared)
  const tag = shared.length === 0 ? undefined : next.tagByScope.get(word.scope)
  if (tag === undefined) return keep(talk)
  const { scope: _, ...rest } = word
  return { session: next, effects: [send({ ...rest, tag })] }
}

/** A question counts against the rate of M6; who takes no part in the scope is not heard by the node at all (M5). */
export function hearFile(talk: Talk, frame: FileFrame, { now, local }: Moment): TalkStep {
  if (frame.type === 'holds' || frame.type === 'chunk')
    return { session: talk, effects: [{ type: 'file', word: frame }] }
  const { rates, verdict } = count(talk.rates, frame.type === 'seek' ? 'seeks' : 'fetches', now)
  const counted = { ...talk, rates }
  if (verdict !== 'within') return keep(counted)
  const scope = talk.scopeByTag.get(frame.tag)
  const takesPart = scopesOf(local.standing(talk.bound.device)).some((each) => each.scope === scope)
  const nothing: FileFrame = { type: 'holds', blob: frame.blob, bitmap: new Uint8Array(0) }
  if (scope === undefined || !takesPart)
    return frame.type === 'seek' ? { session: counted, effects: [send(nothing)] } : keep(counted)
  const { tag: _, ...rest } = frame
  return { session: counted, effects: [{ type: 'file', word: { ...rest, scope } }] }
}
