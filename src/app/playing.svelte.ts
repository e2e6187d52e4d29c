// Owns where the one player of the app and recordings that were not sent yet are kept, so that nothing of them is loaded before it is used.

import type { ConversationId } from '../base/ids.ts'
import type { Player } from './player.svelte.ts'
import type { Recording } from './recording.svelte.ts'

export interface Playing {
  player: Player | undefined
  /** What was recorded in a conversation that was left without sending it; gone when the app is (A6). */
  readonly recordings: Map<ConversationId, Recording>
}

export function nothingPlays(): Playing {
  let player = $state.raw<Player | undefined>()
  return {
    get player() {
      return player
    },
    set player(made) {
      player = made
    },
    recordings: new Map()
  }
}

/** Falls silent, and nothing of what was recorded stays. */
export function endPlaying({ player, recordings }: Playing): void {
  player?.stop()
  for (const recording of recordings.values()) recording.discard()
  recordings.clear()
}
