// Owns which web addresses a text has, for a list of them. Knows no markup: an address is one inside of bold or code too.

import { linkAt } from './markup-links.ts'

export interface SharedLink {
  readonly text: string
  readonly href: string
  /** What the browser really asks. */
  readonly host: string
}

/** Each once, in order; at most this many of one message. */
const linksMax = 20

export function linksIn(text: string): readonly SharedLink[] {
  const found = new Map<string, SharedLink>()
  for (const line of text.split('\n')) {
    let [at, from] = [0, 0]
    while (at < line.length && found.size < linksMax) {
      const link = linkAt(line, { at, from, onSteps: undefined })
      if (link?.type !== 'link') at += link?.length ?? 1
      else {
        at = from = link.start + link.link.text.length
        const { text: written, href } = link.link
        if (/^https?:/.test(href)) found.set(href, { text: written, href, host: new URL(href).host })
      }
    }
  }
  return [...found.values()]
}
