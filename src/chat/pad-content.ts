// Owns what a pad's document says to people: the text of a note, the items of a list (P9). Reads around what does not belong there, since
// any member may put anything anywhere; changes nothing.

import * as Y from 'yjs'
import { compareIds } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { PadKind } from './pads.ts'
import { isItemRoot, listRoot, noteRoot, type PadPoint } from './pad-update.ts'

export interface PadText {
  /** `t` for the text of a note, else the item's id. */
  readonly id: string
  readonly text: string
}

export interface PadItem extends PadText {
  readonly place: string
  readonly done: boolean
  /** The unit that says so; undefined: nobody ever said anything. */
  readonly doneAt: PadPoint | undefined
}

/** A document of a pad, empty. Without a guid of its own it would draw one by chance. */
export function createPadDoc(): Y.Doc {
  const doc = new Y.Doc({ guid: 'pad', gc: true })
  // Not ours and nobody's: whoever writes in it says first who that is.
  doc.clientID = 0
  return doc
}

/** The name of the root where a text of this id stands; undefined: there cannot be one. */
export function rootOf(kind: PadKind, id: string): string | undefined {
  if (kind === 'note') return id === noteRoot ? noteRoot : undefined
  return isItemRoot(`i${id}`) ? `i${id}` : undefined
}

export function textsOf(doc: Y.Doc, kind: PadKind): readonly PadText[] {
  return kind === 'note' ? [{ id: noteRoot, text: shownText(doc.getText(noteRoot)) }] : itemsOf(doc)
}

/** Items in their order: by their place, and by their id where two people chose the same one. */
export function itemsOf(doc: Y.Doc): readonly PadItem[] {
  const map = doc.getMap<unknown>(listRoot)
  const items: { id: string; place: string }[] = []
  for (const [key, place] of map.entries())
    if (key.endsWith('o') && typeof place === 'string' && isItemRoot(`i${key.slice(0, -1)}`))
      items.push({ id: key.slice(0, -1), place })
  return items
    .sort((a, b) => compareIds(a.place, b.place) || compareIds(a.id, b.id))
    .slice(0, limits.padItemsMax)
    .map(({ id, place }) => {
      const said = map._map.get(`${id}d`)
      const doneAt = said === undefined ? undefined : { client: said.id.client, clock: said.lastId.clock }
      return { id, place, text: shownText(doc.getText(`i${id}`)), done: map.get(`${id}d`) === true, doneAt }
    })
}

/** What stands in a text; values that somebody put between its letters are passed over. */
function shownText(type: Y.Text): string {
  let text = ''
  for (let item = type._start; item !== null; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString) text += item.content.str
  return text
}

/** Where a place of the shown text is for Yjs, which counts what is passed over. */
export function innerPlace(type: Y.Text, at: number): number {
  let shown = 0
  let inner = 0
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    if (!(item.content instanceof Y.ContentString)) {
      inner += item.length
      continue
    }
    if (shown + item.length >= at) return inner + at - shown
    shown += item.length
    inner += item.length
  }
  return inner
}

/** The last unit before a place that a client's clocks below `known` hold: what others can find, too; undefined: the beginning. */
export function pointBefore(
  type: Y.Text,
  at: number,
  own: { readonly client: number; readonly known: number }
): PadPoint | undefined {
  let shown = 0
  let point: PadPoint | undefined
  for (let item = type._start; item !== null && shown < at; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    const units = Math.min(item.length, at - shown)
    const { client, clock } = item.id
    const last = client === own.client ? Math.min(clock + units, own.known) - 1 : clock + units - 1
    if (last >= clock) point = { client, clock: last }
    shown += units
  }
  return point
}

/** Where a point of somebody else stands in the shown text: behind its unit, or where that was; undefined: nothing is known of it here. */
export function placeBehind(type: Y.Text, point: PadPoint): number | undefined {
  let shown = 0
  for (let item = type._start; item !== null; item = item.right) {
    const isHere =
      item.id.client === point.client && item.id.clock <= point.clock && point.clock < item.id.clock + item.length
    const counts = !item.deleted && item.content instanceof Y.ContentString
    if (isHere) return counts ? shown + point.clock - item.id.clock + 1 : shown
    if (counts) shown += item.length
  }
  return undefined
}
