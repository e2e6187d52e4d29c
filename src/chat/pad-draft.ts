// Owns a pad while a person has it open: the agreed document with what was typed since on top, which is not yet an operation; and undoing
// what this person did, nothing else (P10). Knows no clock: whoever does says when a pause was.

import * as Y from 'yjs'
import { limits } from '../base/limits.ts'
import { splicesOf, type TextEdit } from '../base/splices.ts'
import { placesAround } from './list-places.ts'
import {
  createPadDoc,
  innerPlace,
  itemsOf,
  placeBehind,
  pointBefore,
  rootOf,
  textsOf,
  type PadItem,
  type PadText
} from './pad-content.ts'
import type { PadKind } from './pads.ts'
import {
  endOf,
  lengthOf,
  listRoot,
  noteRoot,
  readOwnStructs,
  structBytes,
  writePadUpdate,
  writePadVector,
  type PadDeletion,
  type PadPoint,
  type PadStruct
} from './pad-update.ts'

export interface PadDraft {
  /** What others wrote, counted. */
  apply(update: Uint8Array): void
  texts(): readonly PadText[]
  items(): readonly PadItem[]
  /** Changes a text; false: there is none of this id. */
  write(id: string, edit: TextEdit): boolean
  /** A further item behind another one, at the beginning without one; `id` is of 8 base64url characters. */
  add(id: string, after: string | undefined, text: string): boolean
  tick(id: string, on: boolean): boolean
  move(id: string, after: string | undefined): boolean
  remove(id: string): boolean
  undo(): void
  redo(): void
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** What comes now is undone by itself. */
  pause(): void
  /** The next piece of what is not an operation yet; undefined: nothing. */
  pending(): PendingPiece | undefined
  /** The words of this person that are in no operation, for whoever will have none. */
  unsaid(): string
  /** That piece was stored. */
  stored(piece: PendingPiece): void
  /** A place in a text as others can find it. */
  pointOf(id: string, at: number): PadPoint | undefined
  placeOf(id: string, point: PadPoint): number | undefined
  destroy(): void
}

/** What is to be written: the fields of the operation, and how far it takes us. */
export interface PendingPiece {
  readonly vector: Uint8Array
  readonly update: Uint8Array
  readonly end: number
  readonly deletions: readonly PadDeletion[]
}

const mine = 'mine'
/** Room for the vector's and the deletions' part of an operation: they are counted in numbers, not in bytes. */
const structBytesMax = 24 * 1024

/** A draft with nothing in it, to which the agreed document's updates are applied; `client` is that of this device in this pad. */
export function createPadDraft(kind: PadKind, client: number): PadDraft {
  const doc = createPadDoc()
  doc.clientID = client
  const map = doc.getMap<unknown>(listRoot)
  const undoing = new Y.UndoManager(kind === 'note' ? doc.getText(noteRoot) : map, {
    trackedOrigins: new Set([mine]),
    captureTimeout: Number.POSITIVE_INFINITY
  })
  let storedEnd = ownEnd()
  let deleted: PadDeletion[] = []

  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    if (transaction.origin === 'others') return
    for (const [author, ranges] of transaction.deleteSet.clients)
      for (const { clock, len } of ranges) deleted.push({ client: author, clock, length: len })
  })

  function applyTo(update: Uint8Array): void {
    // The library would take its own name in what others say for a stranger's, and draw a new one.
    doc.clientID = 0
    Y.applyUpdate(doc, update, 'others')
    doc.clientID = client
  }
  function ownEnd(): number {
    return Y.getState(doc.store, client)
  }
  /** Whoever changes the text of an item asks for it here, so what is undone is in it. */
  function textOf(id: string): Y.Text | undefined {
    const root = rootOf(kind, id)
    if (root === undefined) return undefined
    const text = doc.getText(root)
    if (kind === 'list') undoing.addToScope(text)
    return text
  }
  /** Others name texts, too: a document keeps every root that it was asked for. */
  function knownTextOf(id: string): Y.Text | undefined {
    return kind === 'list' && itemOf(id) === undefined ? undefined : textOf(id)
  }
  function change(run: () => void): true {
    doc.transact(run, mine)
    return true
  }
  function itemOf(id: string): PadItem | undefined {
    return kind === 'list' ? itemsOf(doc).find((item) => item.id === id) : undefined
  }
  /** Puts an item behind another one, at the beginning without one. */
  function put(id: string, after: string | undefined): void {
    const others = itemsOf(doc).filter((item) => item.id !== id)
    const index = after === undefined ? -1 : others.findIndex((item) => item.id === after)
    const at = after !== undefined && index < 0 ? others.length : index + 1
    const { from, words } = placesAround(
      others.map(({ place }) => place),
      at
    )
    const ids = others.map((item) => item.id).toSpliced(at, 0, id)
    for (const [offset, word] of words.entries()) map.set(`${ids[from + offset] ?? id}o`, word)
  }

  return {
    apply(update) {
      const isAllStored = storedEnd === ownEnd()
      applyTo(update)
      // What this device wrote before it was started, or before a backup was taken.
      if (isAllStored) storedEnd = ownEnd()
    },
    texts: () => textsOf(doc, kind),
    items: () => itemsOf(doc),
    write(id, edit) {
      const text = knownTextOf(id)
      if (text === undefined) return false
      return change(() => {
        for (const { at, remove, insert } of splicesOf(edit)) {
          const from = innerPlace(text, at)
          if (remove > 0) text.delete(from, innerPlace(text, at + remove) - from)
          if (insert !== '') text.insert(from, insert.toWellFormed())
        }
      })
    },
    add(id, after, words) {
      const text = textOf(id)
      if (kind !== 'list' || text === undefined || itemsOf(doc).length >= limits.padItemsMax) return false
      return change(() => {
        put(id, after)
        if (words !== '') text.insert(0, words.toWellFormed())
      })
    },
    tick: (id, on) => itemOf(id) !== undefined && change(() => map.set(`${id}d`, on)),
    move: (id, after) => itemOf(id) !== undefined && change(() => put(id, after)),
    remove(id) {
      const text = kind === 'list' ? knownTextOf(id) : undefined
      if (text === undefined) return false
      return change(() => {
        map.delete(`${id}o`)
        text.delete(0, text.length)
      })
    },
    undo: () => void undoing.undo(),
    redo: () => void undoing.redo(),
    get canUndo() {
      return undoing.canUndo()
    },
    get canRedo() {
      return undoing.canRedo()
    },
    pause: () => undoing.stopCapturing(),
    pending() {
      const vector = Y.decodeStateVector(Y.encodeStateVector(doc))
      const isMore = (vector.get(client) ?? 0) > storedEnd
      if (!isMore && deleted.length === 0) return undefined
      vector.set(client, storedEnd)
      const said = isMore ? readOwnStructs(Y.encodeStateAsUpdate(doc, writePadVector(vector))) : undefined
      const gone = joined(deleted)
      const structs = firstOf((said?.structs ?? []).map((each) => withoutDeleted(each, { client, deleted: gone })))
      const end = endOf(structs, storedEnd)
      const ready = gone.filter((each) => each.client !== client || each.clock + each.length <= end)
      const deletions = ready.slice(0, limits.padDeletionsMax)
      return {
        vector: writePadVector(vector),
        update: writePadUpdate({ client: structs.length === 0 ? undefined : client, structs, deletions }),
        end,
        deletions
      }
    },
    unsaid() {
      const vector = Y.decodeStateVector(Y.encodeStateVector(doc)).set(client, storedEnd)
      const said = readOwnStructs(Y.encodeStateAsUpdate(doc, writePadVector(vector)))
      let words = ''
      for (const { clock, origin, root, content } of said?.structs ?? []) {
        if (content.type !== 'text') continue
        const goesOn = root === undefined && origin?.client === client && origin.clock === clock - 1
        words += (goesOn || words === '' ? '' : '\n') + content.text
      }
      return words
    },
    stored({ end, deletions }) {
      storedEnd = end
      const gone = new Set(deletions.map(rangeKey))
      deleted = joined(deleted).filter((each) => !gone.has(rangeKey(each)))
    },
    pointOf(id, at) {
      const text = knownTextOf(id)
      return text === undefined ? undefined : pointBefore(text, at, { client, known: storedEnd })
    },
    placeOf(id, point) {
      const text = knownTextOf(id)
      return text === undefined ? undefined : placeBehind(text, point)
    },
    destroy() {
      undoing.destroy()
      doc.destroy()
    }
  }
}

function rangeKey({ client, clock, length }: PadDeletion): string {
  return `${client} ${clock} ${length}`
}

/** Ranges of each client ascending, none touching another. */
function joined(deletions: readonly PadDeletion[]): PadDeletion[] {
  const ascending = deletions.toSorted((a, b) => a.client - b.client || a.clock - b.clock)
  const ranges: PadDeletion[] = []
  for (const each of ascending) {
    const last = ranges.at(-1)
    if (last === undefined || last.client !== each.client || each.clock > last.clock + last.length) ranges.push(each)
    else {
      const end = Math.max(last.clock + last.length, each.clock + each.length)
      ranges[ranges.length - 1] = { ...last, length: end - last.clock }
    }
  }
  return ranges
}

/** What was written and taken back before anybody saw it goes out as the room it took, and not as words. */
function withoutDeleted(
  struct: PadStruct,
  { client, deleted }: { readonly client: number; readonly deleted: readonly PadDeletion[] }
): PadStruct {
  const length = lengthOf(struct.content)
  const end = struct.clock + length
  const isGone = deleted.some(
    (each) => each.client === client && each.clock <= struct.clock && end <= each.clock + each.length
  )
  return isGone ? { ...struct, content: { type: 'gone', length } } : struct
}

/** As many structs as an operation holds; a long text is cut, as Yjs itself would cut it. */
function firstOf(structs: readonly PadStruct[]): readonly PadStruct[] {
  const taken: PadStruct[] = []
  let room = structBytesMax
  for (const struct of structs) {
    const cost = structBytes(struct).length
    if (taken.length >= limits.padStructsMax) break
    if (cost <= room) {
      taken.push(struct)
      room -= cost
      continue
    }
    // A unit is at most three bytes of UTF-8.
    const units = Math.floor((room - 64) / 3)
    const head = struct.content.type === 'text' && units > 0 ? wholeCharacters(struct.content.text, units) : ''
    if (head !== '') taken.push({ ...struct, content: { type: 'text', text: head } })
    break
  }
  return taken
}

function wholeCharacters(text: string, units: number): string {
  const head = text.slice(0, units)
  return head.isWellFormed() ? head : head.slice(0, -1)
}
