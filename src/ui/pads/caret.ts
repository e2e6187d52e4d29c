// Owns where the cursor of a text field stands on the screen, which browsers do not tell, and that it stays in sight while a keyboard comes
// up and others write above it, and in its field while a hand does something else. Knows no pad.

import { on } from 'svelte/events'
import { scrollerOf } from '../controls/scroller.ts'

interface Line {
  /** On the screen, in px. */
  readonly top: number
  readonly height: number
}

/** Between the cursor and the edge of what is seen, in lines. */
const air = 0.5
/** So much behind the cursor decides where its line breaks. */
const aheadMax = 80

/** An attachment for what scrolls: when it shrinks, the cursor in it stays in sight. */
export function keepCaretSeen(scroller: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    const field = document.activeElement
    if (field instanceof HTMLTextAreaElement && scroller.contains(field)) reveal(scroller, caretOf(field))
  })
  observer.observe(scroller)
  return () => observer.disconnect()
}

/**
 * Called before a text changes under its reader; what it gives is called afterwards, and leaves the line of the cursor where it was on the
 * screen, if it was to be seen.
 */
export function holdCaret(field: HTMLTextAreaElement): () => void {
  const scroller = scrollerOf(field)
  const before = caretOf(field)
  const { top, bottom } = scroller.getBoundingClientRect()
  if (before.top + before.height < top || before.top > bottom) return () => undefined
  return () => {
    scroller.scrollTop += caretOf(field).top - before.top
  }
}

/**
 * An attachment for what a hand presses beside a field: the cursor stays where it is. With it what stands open below its item would go, and
 * what is pressed from under the hand.
 */
export function keepFocus(element: HTMLElement): () => void {
  return on(element, 'mousedown', (event) => event.preventDefault())
}

function reveal(scroller: HTMLElement, { top, height }: Line): void {
  const seen = scroller.getBoundingClientRect()
  const below = top + height * (1 + air) - seen.bottom
  const above = seen.top - (top - height * air)
  if (below > 0) scroller.scrollTop += below
  else if (above > 0) scroller.scrollTop -= above
}

/** Measured in a copy of the field that nobody sees. */
function caretOf(field: HTMLTextAreaElement): Line {
  const style = getComputedStyle(field)
  const copy = document.createElement('div')
  const mark = document.createElement('span')
  mark.textContent = '\u200b'
  const { font, lineHeight, letterSpacing, padding, direction } = style
  Object.assign(copy.style, { font, lineHeight, letterSpacing, padding, direction })
  Object.assign(copy.style, {
    position: 'absolute',
    insetBlockStart: '0',
    boxSizing: 'border-box',
    inlineSize: `${field.clientWidth}px`,
    overflowWrap: 'break-word',
    whiteSpace: 'pre-wrap',
    visibility: 'hidden'
  })
  const at = field.selectionEnd
  copy.append(field.value.slice(0, at), mark, /^\S*/.exec(field.value.slice(at, at + aheadMax))?.[0] ?? '')
  // Nothing in a fixed layer makes the page longer.
  copy.ariaHidden = 'true'
  field.after(copy)
  const height = Number.parseFloat(lineHeight) || mark.offsetHeight
  const inCopy = mark.getBoundingClientRect().top - copy.getBoundingClientRect().top
  const spread = (height - mark.offsetHeight) / 2
  copy.remove()
  return { top: field.getBoundingClientRect().top + inCopy - spread, height }
}
