// Owns the pages: the only writer of their Yjs documents (P1 to P8). Knows no peers: what comes in are rows of verified entries.

import * as Y from 'yjs'
import { equalBytes, readUint } from '../base/bytes.ts'
import { assert } from '../base/assert.ts'
import type { Cbor } from '../base/codec.ts'
import { idBytes, type DeviceId, type EntryHash } from '../base/ids.ts'
import { err, ok, type Result } from '../base/result.ts'
import { readOperation } from './operation-bytes.ts'
import { compareRows, createLanes, rowKey, type Lanes, type PageChange, type Row, type RowPlace } from './rows.ts'

/** The Yjs client id of each device in this page: `clientIdOf(H("cid", did32 ‖ scope16 ‖ u32(page)))`. */
export type ClientIdOfDevice = (device: DeviceId) => number

/** One conversation in one week. */
export interface Page {
  /** New rows, and rows whose content changed; as many as came together, since a batch rebuilds once at most (P3). */
  project(rows: readonly Row[]): PageChange
  /** All rows anew: the way for rows to leave, such as those beyond a fence. */
  rebuild(rows: readonly Row[]): PageChange
  /** Every row that stands, in no order that means anything. */
  rows(): readonly Row[]
  row(hash: EntryHash): Row | undefined
  /** `Y.encodeStateAsUpdate`: equal on devices with equal entries and keys (P4); at once the snapshot to keep (P6). */
  bytes(): Uint8Array
  /** Frees the document (P7); the page is not used after it. */
  destroy(): void
}

/** First 53 bits: what Yjs takes as a client id (P3). `hash` is made by the node, which has the cryptography. */
export function clientIdOf(hash: Uint8Array): number {
  assert(hash.length >= 7, 'a client id is made of 53 bits')
  return readUint(hash, 0, 6) * 32 + (readUint(hash, 6, 1) >> 3)
}

/** A page of these rows, which may be none yet. */
export function createPage(clientIdOfDevice: ClientIdOfDevice, rows: readonly Row[]): Page {
  const page = pageOver(clientIdOfDevice, createLanes(clientIdOfDevice), createDocument())
  page.project(rows)
  return page
}

/**
 * A page from its own snapshot, so that nothing is opened twice. `places` are all entries that belong to the page now; `rest` names
 * those of them that the snapshot says nothing about: read them from the log and project them. A snapshot that is not exactly what
 * the projector writes for these places is refused, and the page is built from its rows: it is a cache (P6).
 */
export function openPage(
  clientIdOfDevice: ClientIdOfDevice,
  kept: { readonly snapshot: Uint8Array; readonly places: readonly RowPlace[] }
): Result<{ readonly page: Page; readonly rest: readonly EntryHash[] }, 'snapshot-damaged'> {
  const doc = createDocument()
  const rows = readSnapshot(doc, clientIdOfDevice, kept)
  if (rows === undefined) {
    doc.destroy()
    return err('snapshot-damaged')
  }
  const lanes = createLanes(clientIdOfDevice)
  for (const row of rows) lanes.insert(row)
  const rest = kept.places.map(({ hash }) => hash).filter((hash) => lanes.find(hash)?.content.type !== 'operation')
  return ok({ page: pageOver(clientIdOfDevice, lanes, doc), rest })
}

function pageOver(clientIdOfDevice: ClientIdOfDevice, firstLanes: Lanes, firstDoc: Y.Doc): Page {
  let lanes = firstLanes
  let doc = firstDoc

  function renew(): void {
    doc.destroy()
    doc = createDocument()
    write(
      doc,
      [...lanes.laneByClientId].flatMap(([clientId, lane]) => lane.map((row) => ({ clientId, row })))
    )
  }
  function allRows(): readonly Row[] {
    return [...lanes.laneByClientId.values()].flat()
  }

  return {
    project(rows) {
      const put = new Map<EntryHash, Row>()
      const gone = new Set<EntryHash>()
      const writes: Write[] = []
      let broken = false
      for (const row of rows.toSorted(compareRows)) {
        const before = lanes.find(row.hash)
        if (before === undefined) {
          const { place, displaced } = lanes.insert(row)
          if (place === 'beyond') continue
          if (displaced !== undefined && !put.delete(displaced.hash)) gone.add(displaced.hash)
          if (place === 'inside') broken = true
        } else {
          if (isReadable(before) && isReadable(row)) continue
          lanes.replace(row)
          if (isReadable(row)) broken = true
        }
        if (before === undefined || isReadable(before)) writes.push({ clientId: clientIdOfDevice(row.device), row })
        put.set(row.hash, row)
      }
      if (broken) renew()
      else write(doc, writes)
      return { put: [...put.values()], gone: [...gone] }
    },
    rebuild(rows) {
      const before = allRows()
      lanes = createLanes(clientIdOfDevice)
      for (const row of rows.toSorted(compareRows)) lanes.insert(row)
      renew()
      const gone = before.filter(({ hash }) => lanes.find(hash) === undefined).map(({ hash }) => hash)
      return { put: allRows(), gone }
    },
    rows: allRows,
    row: (hash) => lanes.find(hash),
    bytes: () => Y.encodeStateAsUpdate(doc),
    destroy: () => doc.destroy()
  }
}

interface Write {
  readonly clientId: number
  readonly row: Row
}

/** Without a guid of its own a document would draw one by chance. */
function createDocument(): Y.Doc {
  const doc = new Y.Doc({ guid: 'page', gc: true })
  doc.getMap('e')
  return doc
}

/** P3, in one transaction: a value for each row, deleted at once where there is nothing to read. */
function write(doc: Y.Doc, writes: readonly Write[]): void {
  if (writes.length === 0) return
  const items = doc.getMap<unknown>('e')
  doc.transact(() => {
    for (const { clientId, row } of writes) {
      doc.clientID = clientId
      const key = rowKey(row.hash)
      const { content } = row
      if (content.type === 'operation') items.set(key, [idBytes(row.member), row.ts, content.operation])
      else {
        if (!items.has(key)) items.set(key, 0)
        items.delete(key)
      }
    }
  })
}

function isReadable(row: Row): boolean {
  return row.content.type === 'operation'
}

function readSnapshot(
  doc: Y.Doc,
  clientIdOfDevice: ClientIdOfDevice,
  kept: { readonly snapshot: Uint8Array; readonly places: readonly RowPlace[] }
): readonly Row[] | undefined {
  const items = doc.getMap<unknown>('e')
  const placeByKey = new Map(kept.places.map((place) => [rowKey(place.hash), place]))
  const rows: Row[] = []
  try {
    Y.applyUpdate(doc, kept.snapshot)
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return undefined
    if (doc.share.size !== 1) return undefined
    for (const [clientId, structs] of doc.store.clients) {
      let before: Row | undefined
      for (const [clock, struct] of structs.entries()) {
        const item = struct instanceof Y.Item && struct.parent === items ? struct : undefined
        const place = placeByKey.get(item?.parentSub ?? '')
        if (item === undefined || place === undefined || !isOfProjector(item, clock)) return undefined
        const row = readItem(item, place)
        if (row === undefined || clientIdOfDevice(row.device) !== clientId) return undefined
        if (before !== undefined && compareRows(before, row) >= 0) return undefined
        rows.push(row)
        before = row
      }
    }
    return rows
  } catch {
    // Yjs and the codec throw on bytes that they cannot read; which of the two does not matter.
    return undefined
  }
}

/** One struct of length one, hanging on nothing but the root (P3). */
function isOfProjector(item: Y.Item, clock: number): boolean {
  return item.id.clock === clock && item.length === 1 && item.origin === null && item.rightOrigin === null
}

function readItem(item: Y.Item, place: RowPlace): Row | undefined {
  if (item.deleted) return { ...place, content: { type: 'missing' } }
  const value: unknown = item.content instanceof Y.ContentAny ? item.content.arr[0] : undefined
  if (!Array.isArray(value) || value.length !== 3) return undefined
  const [member, ts, operation] = value as [unknown, unknown, Cbor]
  if (!(member instanceof Uint8Array) || !equalBytes(member, idBytes(place.member)) || ts !== place.ts) return undefined
  return readOperation(operation).ok ? { ...place, content: { type: 'operation', operation } } : undefined
}
