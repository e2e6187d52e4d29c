// Owns what in a text from people is a link, and what of it must not reach the screen as it is (W2). Text stays text: the result is a
// list of pieces, never HTML. Knows no component.

export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'link'
      readonly text: string
      readonly href: string
      /** The host that will really be asked, where the text itself does not plainly show it. */
      readonly host: string | undefined
    }

const candidate =
  /(?:https?:\/\/|www\.)[^\s<>"'`\u25af\p{Cc}\p{Bidi_Control}]+|mailto:[^\s<>"'`\u25af\p{Cc}]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+|(?<![\p{L}\p{N}+/.-])(?:\+|00)\d(?:[ /-]?\(?\d\)?){6,16}(?![\p{L}\p{N}])/giu

/** Shown in place of a character that would act on the screen instead of standing on it. */
const box = '\u25af'
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202d\u202e\ufff9-\ufffb]/g

/** The text with its control characters and direction overrides as boxes. */
export function plain(text: string): string {
  return text.replace(acting, box)
}

/** The pieces of a text, in order; joined they are the text. */
export function piecesOf(text: string): readonly Piece[] {
  const safe = plain(text)
  const pieces: Piece[] = []
  let from = 0
  for (const match of safe.matchAll(candidate)) {
    const found = withoutTail(match[0])
    const link = linkOf(found)
    if (link === undefined) continue
    if (match.index > from) pieces.push({ type: 'text', text: safe.slice(from, match.index) })
    pieces.push(link)
    from = match.index + found.length
  }
  if (from < safe.length) pieces.push({ type: 'text', text: safe.slice(from) })
  return pieces
}

/** Punctuation that ends the sentence does not belong to the link; a closing bracket does if the link opened it. */
function withoutTail(found: string): string {
  let end = found.length
  while (end > 0) {
    const last = found.charAt(end - 1)
    if (/[.,;:!?…*_~]/.test(last)) end -= 1
    else if (last === ')' && count(found.slice(0, end), ')') > count(found.slice(0, end), '(')) end -= 1
    else if (last === ']' && count(found.slice(0, end), ']') > count(found.slice(0, end), '[')) end -= 1
    else break
  }
  return found.slice(0, end)
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

function linkOf(found: string): Piece | undefined {
  if (/^(?:\+|00)\d/.test(found))
    return { type: 'link', text: found, href: `tel:${found.replace(/[^\d+]/g, '')}`, host: undefined }
  if (/^mailto:/i.test(found)) return mail(found, found.slice('mailto:'.length))
  if (!/^(?:https?:|www\.)/i.test(found)) return mail(found, found)
  const href = /^www\./i.test(found) ? `https://${found}` : found
  const url = urlOf(href)
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  if (!url.hostname.includes('.') && url.hostname !== 'localhost' && !url.hostname.startsWith('[')) return undefined
  return { type: 'link', text: found, href: url.href, host: plainHost(found) === url.host ? undefined : url.host }
}

/** `new URL` is the only parser every browser has; what it throws at is no link. */
function urlOf(href: string): URL | undefined {
  try {
    return new URL(href)
  } catch {
    return undefined
  }
}

/** The host as a reader would see it; with a user part or other letters it differs from the one that is asked. */
function plainHost(found: string): string {
  const rest = found.replace(/^https?:\/\//i, '')
  return (rest.split(/[/?#]/)[0] ?? '').toLowerCase()
}

function mail(text: string, address: string): Piece | undefined {
  return address.includes('@') ? { type: 'link', text, href: `mailto:${address}`, host: undefined } : undefined
}

const picture = String.raw`\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?`
const emoji = String.raw`(?:${picture}(?:\u200d${picture})*|\p{Regional_Indicator}{2}|[\d#*]\ufe0f?\u20e3)`
const fewEmoji = new RegExp(`^(?:${emoji}\\s?){1,3}$`, 'u')

/** One to three emoji and nothing else: they are shown larger. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 48 && fewEmoji.test(text.trim())
}
