// Owns what a notice says, as much of it as this device was told to show (C25). Never more of a view-once message than that it came (C14).

import type { Notice, NotifyContent } from '../../app/notifying.ts'
import type { Words } from '../text/en.ts'
import { oneLine, plain } from '../text/links.ts'

const charactersMax = 200

/** `name`: of the conversation; `team`: where there are several. */
export function noticeWords(
  { view, count, hasLast }: Pick<Notice, 'view' | 'count' | 'hasLast'>,
  content: NotifyContent,
  { say, name, team }: { readonly say: Words; readonly name: string; readonly team: string | undefined }
): { readonly title: string; readonly body: string } {
  const counted = say.life.notify.count(count)
  if (content === 'nothing') return { title: say.product, body: counted }
  const title = team === undefined ? plain(name) : `${plain(name)} · ${plain(team)}`
  const { last } = view
  if (content === 'name' || !hasLast || last === undefined) return { title, body: counted }
  const words = last.once
    ? say.acts.once.line
    : last.text === '' && last.file !== undefined
      ? say.files.kinds[last.file]
      : oneLine(last.text)
  const said = view.kind === 'direct' ? words : `${plain(last.authorName) || say.unnamed}: ${words}`
  const shown = [...said].slice(0, charactersMax).join('')
  return { title, body: count > 1 ? `${shown}\n${counted}` : shown }
}
