// Owns what in a line is a link: a web address, a mail address, a telephone number. Found from left to right, each character looked at a
// bounded number of times. Nothing but http, https, mailto and tel ever becomes one (W2).

export interface Link {
  readonly type: 'link'
  readonly text: string
  readonly href: string
  /** The host that will really be asked, where the text itself does not plainly show it. */
  readonly host: string | undefined
}

/** A link and where it starts, or how far there is none. */
type Found =
  | { readonly type: 'link'; readonly start: number; readonly link: Link }
  | { readonly type: 'none'; readonly length: number }

interface Place {
  readonly at: number
  /** Before this nothing is taken back: it belongs to another token. */
  readonly from: number
  readonly onSteps: ((steps: number) => void) | undefined
}

const ends = /[\s<>"'`\u25af\p{Cc}\p{Bidi_Control}]/u
const mailMax = 64
const domainMax = 255

/** The link that begins here, or, at an "@", around here; undefined: none, and the next character may begin one. */
export function linkAt(line: string, { at, from, onSteps }: Place): Found | undefined {
  const character = line.charAt(at).toLowerCase()
  if (character === '@') return mailAround(line, at, from)
  if (character === '+' || character === '0') return phoneAt(line, at)
  if (character !== 'h' && character !== 'w' && character !== 'm') return undefined
  const start = /^(?:https?:\/\/|www\.|mailto:)/i.exec(line.slice(at, at + 8))?.[0].toLowerCase()
  if (start === undefined || /[\p{L}\p{N}]/u.test(line.charAt(at - 1))) return undefined
  let end = at + start.length
  while (end < line.length && !ends.test(line.charAt(end))) end += 1
  onSteps?.(end - at)
  const text = withoutTail(line.slice(at, end))
  const link = start === 'mailto:' ? mailLink(text, text.slice(start.length)) : webLink(text)
  return link === undefined ? { type: 'none', length: end - at } : { type: 'link', start: at, link }
}

/** Punctuation that ends the sentence does not belong to the link; a closing bracket does if the link opened it. */
function withoutTail(found: string): string {
  let end = found.length
  const round = balance(found, '(', ')')
  const square = balance(found, '[', ']')
  while (end > 0) {
    const last = found.charAt(end - 1)
    if (last === ')' && round.more > 0) round.more -= 1
    else if (last === ']' && square.more > 0) square.more -= 1
    else if (!/[.,;:!?…*_~]/.test(last)) break
    end -= 1
  }
  return found.slice(0, end)
}

/** How many more of the closing ones there are. */
function balance(text: string, opening: string, closing: string): { more: number } {
  let more = 0
  for (const character of text) {
    if (character === closing) more += 1
    else if (character === opening) more -= 1
  }
  return { more }
}

function webLink(text: string): Link | undefined {
  const href = /^www\./i.test(text) ? `https://${text}` : text
  const url = urlOf(href)
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  if (!url.hostname.includes('.') && url.hostname !== 'localhost' && !url.hostname.startsWith('[')) return undefined
  // What the browser asks is in punycode: letters of other alphabets, and a name before an "@", show themselves beside the link.
  return { type: 'link', text, href: url.href, host: hostAsWritten(text) === url.host ? undefined : url.host }
}

/** `new URL` is the only parser every browser has; what it throws at is no link. */
function urlOf(href: string): URL | undefined {
  try {
    return new URL(href)
  } catch {
    return undefined
  }
}

function hostAsWritten(text: string): string {
  const rest = text.replace(/^https?:\/\//i, '')
  return (rest.split(/[/?#\\]/)[0] ?? '').toLowerCase()
}

/** `name@host.example` around an "@"; the name is taken back from what is text so far. */
function mailAround(line: string, at: number, from: number): Found | undefined {
  const least = Math.max(from, at - mailMax)
  let start = at
  while (start > least && /[\p{L}\p{N}._%+-]/u.test(line.charAt(start - 1))) start -= 1
  if (start === at) return undefined
  let end = at + 1
  while (end < line.length && end - at <= domainMax && /[\p{L}\p{N}.-]/u.test(line.charAt(end))) end += 1
  const domain = line.slice(at + 1, end).replace(/[.-]+$/, '')
  if (!/^[\p{L}\p{N}]/u.test(domain) || !/[\p{L}\p{N}]\.[\p{L}\p{N}]/u.test(domain)) return undefined
  const text = line.slice(start, at + 1 + domain.length)
  const link = mailLink(text, text)
  return link === undefined ? undefined : { type: 'link', start, link }
}

function mailLink(text: string, address: string): Link | undefined {
  // A "?" could fill in a text; that would be for the writer, not for the reader.
  if (!/^[^@?&]+@[^@?&]+$/.test(address) || !address.isWellFormed()) return undefined
  return { type: 'link', text, href: `mailto:${encodeURI(address)}`, host: undefined }
}

/** `+49 170 1234567` or the same with 00; a number of any other form may be anything. */
function phoneAt(line: string, at: number): Found | undefined {
  if (/[\p{L}\p{N}+/.-]/u.test(line.charAt(at - 1))) return undefined
  const text = /^(?:\+|00)\d(?:[ /-]?\(?\d\)?){6,16}(?![\p{L}\p{N}])/u.exec(line.slice(at, at + 72))?.[0]
  if (text === undefined) return undefined
  return {
    type: 'link',
    start: at,
    link: { type: 'link', text, href: `tel:${text.replace(/[^\d+]/g, '')}`, host: undefined }
  }
}
