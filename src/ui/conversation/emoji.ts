// Owns the list of emoji in one language: where it is kept on our own server, and how one is found in it. Fetched when it is first asked
// for; nothing is stored and no other host is asked.

import deUrl from 'emoji-picker-element-data/de/cldr/data.json?url'
import enUrl from 'emoji-picker-element-data/en/cldr/data.json?url'
import { unmarked } from '../../base/words.ts'

export interface Emoji {
  readonly emoji: string
  readonly name: string
  /** Folded words it is found by. */
  readonly words: readonly string[]
  readonly group: number
}

interface Listed {
  readonly emoji: string
  readonly annotation: string
  readonly tags?: readonly string[]
  readonly group: number
  readonly version: number
}

/** Newer ones many systems show as an empty box: Unicode's of 2021 are on every system that can run the app. */
const versionMax = 14
const urls = { de: deUrl, en: enUrl }

/** All emoji in their usual order, with names in that language. */
export async function loadEmoji(language: 'de' | 'en'): Promise<readonly Emoji[]> {
  const answer = await fetch(urls[language])
  if (!answer.ok) throw new Error(`the emoji were answered with ${answer.status}`)
  // The file is our own, built into the app; its form is that of the package.
  const listed = (await answer.json()) as readonly Listed[]
  return listed
    .filter((each) => each.version <= versionMax)
    .map(({ emoji, annotation, tags = [], group }) => ({
      emoji,
      name: annotation,
      words: [...annotation.split(/[\s:,-]+/), ...tags].map(unmarked),
      group
    }))
}

/** Those for which every word that was typed begins one of theirs. */
export function findEmoji(all: readonly Emoji[], wanted: string): readonly Emoji[] {
  const parts = unmarked(wanted)
    .split(/\s+/)
    .filter((part) => part !== '')
  return all.filter(({ words }) => parts.every((part) => words.some((word) => word.startsWith(part))))
}
