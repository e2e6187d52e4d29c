// Owns making the one player when something wants to sound for the first time.

import { Player } from '../../app/player.svelte.ts'
import type { Playing } from '../../app/playing.ts'

export function playerOf(playing: Playing): Player {
  playing.player ??= new Player(new Audio())
  return playing.player
}
