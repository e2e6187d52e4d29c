// Owns the notices of one run of the node: what it has reason to tell its person by itself, each once. Knows no words for them.

import type { NoticeView } from './api.ts'

export interface Notices {
  readonly all: readonly NoticeView[]
  /** `name`: whom or what it is about. */
  tell(type: NoticeView['type'], name?: string): void
}

/** No notices yet; they grow until the node ends. */
export function createNotices(onMoved: () => void): Notices {
  const all: NoticeView[] = []
  return {
    all,
    tell(type, name = '') {
      if (all.some((notice) => notice.type === type && notice.name === name)) return
      all.push({ id: all.length + 1, type, name })
      onMoved()
    }
  }
}

/** The beginning of a text, for a note at the edge of the screen. */
export function shortened(text: string): string {
  const characters = [...text.trim().replace(/\s+/g, ' ')]
  return characters.length <= 40 ? characters.join('') : `${characters.slice(0, 39).join('')}…`
}
