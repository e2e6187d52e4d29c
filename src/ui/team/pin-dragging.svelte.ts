// Owns what becomes of a pinned conversation that was carried to another place (C22).

import type { ConversationId } from '../../base/ids.ts'
import type { ConversationView } from '../../node/api-conversations.ts'
import type { Team } from '../../app/team.svelte.ts'
import type { Toasts } from '../../app/toasts.svelte.ts'
import { Dragging, giveWay } from '../controls/dragging.svelte.ts'

interface Surroundings {
  readonly team: Team
  readonly toasts: Toasts
  /** As they are shown. */
  readonly pins: () => readonly ConversationView[]
  /** It stands there now, from 0. */
  readonly onmoved: (conversation: ConversationId, at: number) => void
}

export interface PinDragging {
  readonly dragging: Dragging
  /** How far the one at a place makes room, in px. */
  readonly giveWay: (index: number) => number
}

export function pinDragging({ team, toasts, pins, onmoved }: Surroundings): PinDragging {
  const indexOf = (id: string | undefined): number => pins().findIndex(({ conversation }) => conversation === id)
  const dragging = new Dragging(async ({ id, after }) => {
    const [from, behind] = [indexOf(id), indexOf(after)]
    const moved = pins()[from]?.conversation
    // What it was to stand behind is gone, or it stands there.
    if (moved === undefined || (after !== undefined && behind < 0) || behind === from - 1) return false
    const placed = { type: 'place-pinned', conversation: moved, after: pins()[behind]?.conversation } as const
    if (!toasts.report(await team.submit(placed))) return false
    onmoved(moved, behind < from ? behind + 1 : behind)
    return true
  })
  return {
    dragging,
    giveWay: (index) => {
      const { held } = dragging
      return giveWay(index, { at: indexOf(held?.id), behind: indexOf(held?.after), held })
    }
  }
}
