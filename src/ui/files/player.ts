// Owns making the one player when something wants to sound for the first time.

import { untrack } from 'svelte'
import { Player } from '../../app/player.svelte.ts'
import type { Playing } from '../../app/playing.svelte.ts'

export function playerOf(playing: Playing): Player {
  return untrack(() => (playing.player ??= new Player(new Audio())))
}
