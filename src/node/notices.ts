// Owns the notices of one run of the node: what it has reason to tell its person by itself, each once. Knows no words for them.

import type { NoticeView } from './api.ts'

export interface Notices {
  readonly all: readonly NoticeView[]
  /** `name`: whom or what it is about. */
  tell(type: NoticeView['type'], name?: string): void
}

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
