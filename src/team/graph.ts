// Owns the graph of control entries: who builds on whom, and the order that settles races (R9). Only what is complete downwards is in
// it (T1). Knows no authority.

import { compareIds, type DeviceId, type EntryHash } from '../base/ids.ts'
import type { ControlEntry } from './control-entry.ts'
import type { ControlOperation } from './control.ts'

/** A set of nodes as bits by index; a node beyond the end is not in it. */
export type NodeSet = Uint32Array

export interface Node {
  /** Place in node sets; says nothing about order. */
  readonly index: number
  readonly entry: ControlEntry
  readonly operation: ControlOperation
  /** Everything this operation builds on. */
  readonly past: NodeSet
  readonly pastSize: number
}

export interface Graph {
  readonly byHash: ReadonlyMap<EntryHash, Node>
  /** The nodes of this scope by (size of past, hash), a topological order; those of the ground below are not repeated (R9). */
  readonly order: readonly Node[]
  /** Number of nodes, ground included. */
  readonly size: number
  /** Entries some of whose past is not here. */
  readonly held: readonly Held[]
}

export interface Held {
  readonly entry: EntryHash
  readonly device: DeviceId
  readonly missing: readonly EntryHash[]
}

const emptyGraph: Graph = { byHash: new Map(), order: [], size: 0, held: [] }

/** The graph of `entries` upon `ground` (for a direct or group: the team's, R11). Repeated entries count once. */
export function buildGraph(entries: readonly ControlEntry[], ground: Graph = emptyGraph): Graph {
  const entriesByHash = new Map(entries.map((entry) => [entry.hash, entry]))
  const byHash = new Map(ground.byHash)
  const fates = new Map<EntryHash, 'held' | 'void'>()
  const order: Node[] = []
  for (const entry of parentsFirst(entriesByHash)) {
    const { operation } = entry
    if (byHash.has(entry.hash)) continue
    const isVoid = operation.type === 'void' || entry.deps.some((dep) => fates.get(dep) === 'void')
    const isHeld = !entry.deps.every((dep) => byHash.has(dep))
    if (isVoid || isHeld) fates.set(entry.hash, isVoid ? 'void' : 'held')
    else {
      const node = nodeOf(entry, operation, byHash)
      byHash.set(entry.hash, node)
      order.push(node)
    }
  }
  order.sort((one, other) => one.pastSize - other.pastSize || compareIds(one.entry.hash, other.entry.hash))
  const held = [...entriesByHash.values()]
    .filter(({ hash }) => fates.get(hash) === 'held')
    .map(({ hash, device, deps }) => ({
      entry: hash,
      device,
      missing: deps.filter((dep) => !byHash.has(dep) && !entriesByHash.has(dep))
    }))
  return { byHash, order, size: byHash.size, held }
}

/** Entries so that what is here of their past comes before them; a loop, since logs are as deep as their authors like. */
function parentsFirst(byHash: ReadonlyMap<EntryHash, ControlEntry>): readonly ControlEntry[] {
  const sorted: ControlEntry[] = []
  const entered = new Set<EntryHash>()
  for (const start of byHash.values()) {
    const open: { readonly entry: ControlEntry; next: number }[] = []
    const enter = (hash: EntryHash | undefined): void => {
      const entry = hash === undefined ? undefined : byHash.get(hash)
      if (entry === undefined || entered.has(entry.hash)) return
      entered.add(entry.hash)
      open.push({ entry, next: 0 })
    }
    enter(start.hash)
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (top.next < top.entry.deps.length) {
        enter(top.entry.deps[top.next++])
      } else {
        sorted.push(top.entry)
        open.pop()
      }
    }
  }
  return sorted
}

function nodeOf(entry: ControlEntry, operation: ControlOperation, byHash: ReadonlyMap<EntryHash, Node>): Node {
  const past = viewOfNodes(
    entry.deps.flatMap((dep) => byHash.get(dep) ?? []),
    byHash.size
  )
  return { index: byHash.size, entry, operation, past, pastSize: countOf(past) }
}

/** Everything at or before the given nodes. */
export function viewOfNodes(nodes: readonly Node[], size: number): NodeSet {
  const view = new Uint32Array((size + 31) >>> 5)
  for (const node of nodes) {
    for (let word = 0; word < node.past.length; word++) view[word] = (view[word] ?? 0) | (node.past[word] ?? 0)
    view[node.index >>> 5] = (view[node.index >>> 5] ?? 0) | (1 << (node.index & 31))
  }
  return view
}

/** Every node there is. */
export function wholeView(graph: Graph): NodeSet {
  return new Uint32Array((graph.size + 31) >>> 5).fill(0xffffffff)
}

export function isIn(node: Node, set: NodeSet): boolean {
  return ((set[node.index >>> 5] ?? 0) & (1 << (node.index & 31))) !== 0
}

/** `a < b`: a is in the past of b. */
export function isBefore(a: Node, b: Node): boolean {
  return isIn(a, b.past)
}

/** `a ∥ b`: neither is in the past of the other. */
export function areConcurrent(a: Node, b: Node): boolean {
  return a !== b && !isBefore(a, b) && !isBefore(b, a)
}

/** Of nodes in a topological order, those nothing else of them builds on. */
export function maximalOf(nodes: readonly Node[]): readonly Node[] {
  const maximal: Node[] = []
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]
    if (node !== undefined && !maximal.some((later) => isBefore(node, later))) maximal.push(node)
  }
  return maximal
}

function countOf(set: NodeSet): number {
  let count = 0
  for (const word of set) for (let rest = word; rest !== 0; rest &= rest - 1) count += 1
  return count
}
