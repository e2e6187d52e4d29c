// Owns how a voice message becomes something the player plays: its bytes, that it was heard, and the next one nobody listened to yet.

import type { EntryHash } from '../base/ids.ts'
import type { NodeApi } from '../node/api.ts'
import type { FilePlace, FileView } from '../node/api-files.ts'
import { keyOf, readFile } from './files.ts'
import { asked } from './live.svelte.ts'
import type { Track } from './player.svelte.ts'

export interface Speaker {
  readonly name: string
  readonly mine: boolean
}

export interface VoicePlace {
  readonly node: NodeApi
  readonly place: FilePlace
  readonly file: FileView
  readonly author: Speaker
  /** The words for who speaks. */
  readonly titleOf: (author: Speaker) => string
  readonly show: (message: EntryHash) => void
}

export function voiceTrack(voice: VoicePlace): Track {
  const { node, place, file, author, titleOf, show } = voice
  const { conversation, message } = place
  return {
    key: keyOf(place),
    title: titleOf(author),
    durationMs: file.durationMs,
    load: (signal) => readFile(node, place, file, signal),
    started() {
      if (!file.heard) void node.submit({ type: 'mark-heard', conversation, target: message })
    },
    /** Only what follows directly: a run of voice messages is one thing said in pieces. */
    async next() {
      const { messages } = await asked(node, { type: 'timeline', conversation, anchor: { around: message }, count: 2 })
      const following = messages[messages.findIndex((each) => each.message === message) + 1]
      const next = following?.files.find(({ kind }) => kind === 'voice')
      if (following === undefined || next === undefined || next.heard || next.here !== 'whole') return undefined
      return voiceTrack({
        ...voice,
        place: { conversation, message: following.message, place: next.place },
        file: next,
        author: { name: following.authorName, mine: following.mine }
      })
    },
    show: () => show(message)
  }
}
