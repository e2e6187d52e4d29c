// Owns which entries stand in a page and in which order: one lane for each client id (P3, P7). Knows no Yjs.

import { fromHex, toBase64url } from '../base/bytes.ts'
import { assert } from '../base/assert.ts'
import type { Cbor } from '../base/codec.ts'
import { compareIds, type DeviceId, type EntryHash, type MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { readOperation } from './operation-bytes.ts'
import type { Operation } from './operations.ts'

/** One content entry of a page, without what it says: all of it stands in the header or follows from the author. */
export interface RowPlace {
  readonly hash: EntryHash
  readonly device: DeviceId
  readonly member: MemberId
  readonly seq: number
  readonly ts: number
}

/** Why an entry says nothing here. All of them leave the same bytes in the page; the timeline tells them apart. */
export type Unreadable =
  /** Erased (X1): its payload is gone. */
  | 'erased'
  /** Its payload is here, its key is not. */
  | 'sealed'
  /** Of wrong form, or it does not count (C1, C8). */
  | 'void'
  /** Its time has not come, or its fence is not known (L9, K13). */
  | 'waiting'
  /** Its payload is not here. */
  | 'missing'

export type RowContent =
  /** The decoded payload as it came, surplus elements included, so that versions agree about the bytes of a page. */
  { readonly type: 'operation'; readonly operation: Cbor } | { readonly type: Unreadable }

export interface Row extends RowPlace {
  readonly content: RowContent
}

/** What a batch did to the rows that stand in a page. */
export interface PageChange {
  readonly put: readonly Row[]
  /** Rows that gave way to earlier ones of their device (P7), or left by `rebuild`. */
  readonly gone: readonly EntryHash[]
}

/** Rows in the order in which their Yjs client id wrote them. */
export interface Lanes {
  readonly laneByClientId: ReadonlyMap<number, readonly Row[]>
  find(hash: EntryHash): Row | undefined
  /** Puts a new content in place of a row that is here. */
  replace(row: Row): void
  /** `end`: after all others of its lane. `inside`: before another one, or in place of one. `beyond`: not taken. */
  insert(row: Row): { readonly place: 'end' | 'inside' | 'beyond'; readonly displaced: Row | undefined }
}

/** What a row says, if it says anything. */
export function operationOf(row: Row): Operation | undefined {
  if (row.content.type !== 'operation') return undefined
  const operation = readOperation(row.content.operation)
  return operation.ok ? operation.value : undefined
}

/** The key of a row in its page (P3). */
export function rowKey(hash: EntryHash): string {
  const bytes = fromHex(hash.slice(0, 32))
  assert(bytes.ok, 'a hash is hexadecimal by construction')
  return toBase64url(bytes.value)
}

/** The order of one lane: (did, seq, hash). A fork shows one seq twice; colliding client ids show two devices. */
export function compareRows(a: RowPlace, b: RowPlace): number {
  return compareIds(a.device, b.device) || a.seq - b.seq || compareIds(a.hash, b.hash)
}

export function createLanes(clientIdOfDevice: (device: DeviceId) => number): Lanes {
  const laneByClientId = new Map<number, Row[]>()
  /** By the first half of the hash, which is what the page knows a row by. */
  const rowByKey = new Map<string, Row>()
  const countByDevice = new Map<DeviceId, number>()

  function laneOf(device: DeviceId): Row[] {
    const clientId = clientIdOfDevice(device)
    const lane = laneByClientId.get(clientId) ?? []
    laneByClientId.set(clientId, lane)
    return lane
  }
  function remove(row: Row): void {
    const lane = laneOf(row.device)
    lane.splice(placeIn(lane, row), 1)
    rowByKey.delete(keyOf(row.hash))
    countByDevice.set(row.device, (countByDevice.get(row.device) ?? 0) - 1)
  }
  /** Of one device the first 10,000 stand (P7); of two hashes that begin alike the lower one, since a page has one place for both. */
  function rivalOf(row: Row, lane: readonly Row[], index: number): Row | undefined {
    const twin = rowByKey.get(keyOf(row.hash))
    if (twin !== undefined) return compareIds(twin.hash, row.hash) < 0 ? row : twin
    if ((countByDevice.get(row.device) ?? 0) < limits.pageRowsOfDeviceMax) return undefined
    let end = index
    while (lane[end]?.device === row.device) end += 1
    return end === index ? row : lane[end - 1]
  }

  return {
    laneByClientId,
    find(hash) {
      const row = rowByKey.get(keyOf(hash))
      return row?.hash === hash ? row : undefined
    },
    replace(row) {
      const lane = laneOf(row.device)
      const index = placeIn(lane, row)
      assert(lane[index]?.hash === row.hash, 'only a row that is here is replaced')
      lane[index] = row
      rowByKey.set(keyOf(row.hash), row)
    },
    insert(row) {
      const lane = laneOf(row.device)
      const rival = rivalOf(row, lane, placeIn(lane, row))
      if (rival === row) return { place: 'beyond', displaced: undefined }
      if (rival !== undefined) remove(rival)
      const index = placeIn(lane, row)
      lane.splice(index, 0, row)
      rowByKey.set(keyOf(row.hash), row)
      countByDevice.set(row.device, (countByDevice.get(row.device) ?? 0) + 1)
      const atEnd = rival === undefined && index === lane.length - 1
      return { place: atEnd ? 'end' : 'inside', displaced: rival }
    }
  }
}

function keyOf(hash: EntryHash): string {
  return hash.slice(0, 32)
}

/** Where a row stands in its lane, or would; new rows belong to the end nearly always. */
function placeIn(lane: readonly Row[], row: RowPlace): number {
  const last = lane.at(-1)
  if (last === undefined || compareRows(last, row) < 0) return lane.length
  let low = 0
  let high = lane.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const there = lane[middle]
    if (there !== undefined && compareRows(there, row) < 0) low = middle + 1
    else high = middle
  }
  return low
}
