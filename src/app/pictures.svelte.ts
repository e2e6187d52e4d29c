// Owns the pictures of people and conversations while a team is on the screen (C24, C26): each is read once, however many places draw it, and
// has one address, so that the browser decodes it once. An address is given back when there is another picture, none, or another team.

import { createSubscriber } from 'svelte/reactivity'
import type { ConversationId, EntryHash, MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { NodeApi } from '../node/api.ts'
import type { LifeIntent } from '../node/api-life.ts'
import { readPictureHeader } from './picture-header.ts'
import type { Team } from './team.svelte.ts'

/** A member, or a conversation that is no direct. */
type Owner = MemberId | ConversationId

interface Wanted {
  /** Changes with the picture. */
  readonly picture: EntryHash
  readonly read: Extract<LifeIntent, { type: 'read-picture' | 'read-member-picture' }>
}

export class Pictures {
  readonly #node: NodeApi
  readonly #shown = new Map<Owner, Shown>()
  readonly #wanted: ReadonlyMap<Owner, Wanted>

  /** Made where a component begins, and over with it. */
  constructor(node: NodeApi, team: Team) {
    this.#node = node
    this.#wanted = $derived(wantedIn(team))
    $effect(() => {
      const wanted = this.#wanted
      for (const [owner, shown] of this.#shown)
        if (!wanted.has(owner)) {
          shown.show(undefined, undefined)
          this.#shown.delete(owner)
        }
    })
    $effect(() => () => {
      for (const shown of this.#shown.values()) shown.show(undefined, undefined)
      this.#shown.clear()
    })
  }

  /** Where the picture of a member or conversation is to be found; undefined: there is none, or it is not here yet. Followed by who reads it. */
  of(owner: Owner): string | undefined {
    const wanted = this.#wanted.get(owner)
    if (wanted === undefined) return undefined
    const shown = this.#shown.get(owner) ?? new Shown()
    this.#shown.set(owner, shown)
    if (shown.asked !== wanted.picture) {
      shown.asked = wanted.picture
      // A node may answer at once, and who reads must not be told while it reads.
      queueMicrotask(() => void this.#load(shown, wanted))
    }
    return shown.url
  }

  /** The browser could not decode it: from now on there is none. */
  broken(owner: Owner): void {
    const shown = this.#shown.get(owner)
    shown?.show(shown.asked, undefined)
  }

  async #load(shown: Shown, { picture, read }: Wanted): Promise<void> {
    const answer = await this.#node.submit(read)
    // Meanwhile there may be another one, or nobody who looks.
    if (shown.asked !== picture) return
    const bytes = answer.ok ? answer.value.bytes : undefined
    shown.show(picture, bytes === undefined ? undefined : drawable(bytes))
  }
}

/** One picture as it is drawn now; the one before stays until the next is here. */
class Shown {
  asked: EntryHash | undefined
  #url: string | undefined
  #changed = (): void => undefined
  readonly #follow = createSubscriber((changed) => {
    this.#changed = changed
  })

  get url(): string | undefined {
    this.#follow()
    return this.#url
  }

  show(asked: EntryHash | undefined, blob: Blob | undefined): void {
    this.asked = asked
    if (this.#url !== undefined) URL.revokeObjectURL(this.#url)
    this.#url = blob && URL.createObjectURL(blob)
    this.#changed()
  }
}

function wantedIn(team: Team): ReadonlyMap<Owner, Wanted> {
  const wanted = new Map<Owner, Wanted>()
  for (const { member, picture } of team.members)
    if (picture !== undefined) wanted.set(member, { picture, read: { type: 'read-member-picture', member } })
  for (const { conversation, picture } of team.conversations ?? [])
    if (picture !== undefined) wanted.set(conversation, { picture, read: { type: 'read-picture', conversation } })
  return wanted
}

/** Bytes of others: nothing is drawn but what begins as a small picture. */
export function drawable(bytes: Uint8Array): Blob | undefined {
  const header = readPictureHeader(bytes)
  if (header?.mime !== 'image/jpeg' && header?.mime !== 'image/webp') return undefined
  if (header.width > limits.pictureEdgeMax || header.height > limits.pictureEdgeMax) return undefined
  return new Blob([new Uint8Array(bytes)], { type: header.mime })
}
