// Owns what stands above the words of a hit: who said it, or the title of the note. Knows no component.

import type { SearchHitView } from '../../node/api-search.ts'
import type { Words } from '../text/en.ts'
import { authorOf, plain } from '../text/links.ts'

export function hitTitle(hit: SearchHitView, say: Words): string {
  if (hit.pad === undefined) return authorOf(hit, say)
  const { name, kind } = hit.pad
  return plain(name) || (kind === 'list' ? say.pads.untitledList : say.pads.untitledNote)
}
