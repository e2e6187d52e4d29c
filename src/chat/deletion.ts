// Owns what a delete or a moderation does to its targets (C2): nothing, hide, or erase. Knows neither pages nor payloads.

import type { EntryHash, MemberId } from '../base/ids.ts'
import { addTo } from './multimap.ts'

/** A valid `moderate` (T2), as a plain value. */
export interface Moderation {
  readonly targets: readonly EntryHash[]
  readonly destroy: boolean
  /** Level of the operation itself, not of its author now (C2). */
  readonly level: number
}

/** What of the team's state decides in a page. */
export interface Authority {
  readonly moderations: readonly Moderation[]
  /** Level of a member now; 0 for who is none. */
  readonly levelOf: (member: MemberId) => number
}

/** A delete, as its target sees it. */
export interface Deletion {
  readonly hash: EntryHash
  readonly member: MemberId
  readonly destroy: boolean
}

/** The rows of a page, as far as deleting goes. */
export interface Deletable {
  /** Author of an entry of this page; undefined while its header is not here. */
  memberOf(hash: EntryHash): MemberId | undefined
  /** Readable deletes that name this entry, by whomever. */
  deletionsOf(hash: EntryHash): readonly Deletion[]
}

export type Fate = 'stands' | 'hidden' | 'erased'

export interface Judge {
  fateOf(hash: EntryHash): Fate
  /** To be called when rows have changed: verdicts are remembered until then. */
  forget(): void
}

/**
 * What became of an entry. A delete that is itself deleted has no effect: erased, nobody can read it any more; hidden, that is what
 * its author asked for. So a delete waits for the verdict on those that name it; a hash names only what was there before, hence
 * there is always a first. Without recursion, because a hostile chain of deletes is as long as a page.
 */
export function createJudge(rows: Deletable, authority: Authority): Judge {
  const moderationsByTarget = new Map<EntryHash, Moderation[]>()
  for (const moderation of authority.moderations)
    for (const target of moderation.targets) addTo(moderationsByTarget, target, moderation)
  const fates = new Map<EntryHash, Fate>()

  function ownDeletions(hash: EntryHash): readonly Deletion[] {
    const member = rows.memberOf(hash)
    return rows.deletionsOf(hash).filter((deletion) => deletion.member === member)
  }
  /** Once the deletes that name it have their verdicts. */
  function judge(hash: EntryHash): Fate {
    const member = rows.memberOf(hash)
    if (member === undefined) return 'stands'
    const level = authority.levelOf(member)
    const verdicts = [
      ...(moderationsByTarget.get(hash) ?? []).filter((moderation) => level < moderation.level),
      ...ownDeletions(hash).filter((deletion) => fates.get(deletion.hash) === 'stands')
    ]
    if (verdicts.length === 0) return 'stands'
    return verdicts.some(({ destroy }) => destroy) ? 'erased' : 'hidden'
  }
  function decide(asked: EntryHash): Fate {
    const entered = new Set<EntryHash>()
    const stack = [asked]
    for (let hash = stack.at(-1); hash !== undefined; hash = stack.at(-1)) {
      if (fates.has(hash) || entered.has(hash)) {
        if (!fates.has(hash)) fates.set(hash, judge(hash))
        stack.pop()
        continue
      }
      entered.add(hash)
      for (const deletion of ownDeletions(hash)) if (!entered.has(deletion.hash)) stack.push(deletion.hash)
    }
    return fates.get(asked) ?? 'stands'
  }

  return {
    fateOf(hash) {
      if (!moderationsByTarget.has(hash) && rows.deletionsOf(hash).length === 0) return 'stands'
      return fates.get(hash) ?? decide(hash)
    },
    forget: () => fates.clear()
  }
}
