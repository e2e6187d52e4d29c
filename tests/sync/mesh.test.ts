// Shows that few links hold a team together, also when many of its devices vanish at once.

import { describe, expect, test } from 'vitest'
import { compareBytes, toHex } from '../../src/base/bytes.ts'
import { peerIdOf, type PeerId } from '../../src/base/ids.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { chooseVisit, conversationNeighbours, meshHash, teamNeighbours } from '../../src/sync/mesh.ts'
import { createDice } from '../fixtures/random.ts'

await sodiumReady

type Graph = ReadonlyMap<PeerId, ReadonlySet<PeerId>>

function peersOf(count: number, seed: number | string): readonly PeerId[] {
  const dice = createDice(seed)
  return Array.from({ length: count }, () => peerIdOf(`12D3KooW${toHex(dice.bytes(22))}`))
}

/** Who is linked with whom, if each links whom it plans for: a link serves both. */
function linksOf(peers: readonly PeerId[], plan: (own: PeerId) => ReadonlySet<PeerId>): Graph {
  const graph = new Map(peers.map((peer) => [peer, new Set<PeerId>()]))
  for (const own of peers) {
    for (const other of plan(own)) {
      graph.get(own)?.add(other)
      graph.get(other)?.add(own)
    }
  }
  return graph
}

/** Hops from one peer to each other that it reaches. */
function hopsFrom(graph: Graph, start: PeerId, gone: ReadonlySet<PeerId> = new Set()): ReadonlyMap<PeerId, number> {
  const hops = new Map([[start, 0]])
  for (const [peer, far] of hops) {
    for (const next of graph.get(peer) ?? []) if (!hops.has(next) && !gone.has(next)) hops.set(next, far + 1)
  }
  return hops
}

function diameterOf(graph: Graph): number {
  return Math.max(...[...graph.keys()].map((peer) => Math.max(...hopsFrom(graph, peer).values())))
}

/** In how many of `rounds` the rest is still one piece when 30 % vanish at once. */
function wholeAfterLoss(graph: Graph, rounds: number): number {
  const dice = createDice('vanish')
  let whole = 0
  for (let round = 0; round < rounds; round++) {
    const peers = dice.shuffle([...graph.keys()])
    const gone = new Set(peers.slice(0, Math.floor(peers.length * 0.3)))
    const left = peers.filter((peer) => !gone.has(peer))
    const [start] = left
    if (start !== undefined && hopsFrom(graph, start, gone).size === left.length) whole += 1
  }
  return whole / rounds
}

describe('the mesh of a team', () => {
  test('up to twelve devices everybody links everybody', () => {
    const peers = peersOf(12, 'twelve')
    for (const own of peers) expect(teamNeighbours(own, peers)).toEqual(new Set(peers.filter((peer) => peer !== own)))
  })

  test.each([
    { count: 13, degreeMax: 10, mean: 6, diameter: 3, whole: 1 },
    { count: 100, degreeMax: 16, mean: 7, diameter: 5, whole: 0.93 },
    { count: 200, degreeMax: 17, mean: 7, diameter: 6, whole: 0.9 }
  ])('$count devices: few links, short ways, whole without 30 %', ({ count, degreeMax, mean, diameter, whole }) => {
    const peers = peersOf(count, count)
    const graph = linksOf(peers, (own) => teamNeighbours(own, peers))
    const degrees = [...graph.values()].map((links) => links.size)
    expect(Math.min(...degrees)).toBeGreaterThanOrEqual(4)
    expect(Math.max(...degrees)).toBeLessThanOrEqual(degreeMax)
    expect(degrees.reduce((sum, degree) => sum + degree, 0) / count).toBeCloseTo(mean, 0)
    expect(diameterOf(graph)).toBeLessThanOrEqual(diameter)
    expect(wholeAfterLoss(graph, 200)).toBeGreaterThanOrEqual(whole)
  })

  test('a plan follows from who is online alone, and one that leaves moves few links', () => {
    const peers = peersOf(60, 'stable')
    const [own, ...rest] = peers as [PeerId, ...PeerId[]]
    const before = teamNeighbours(own, peers)
    expect(teamNeighbours(own, [...peers].reverse())).toEqual(before)
    const after = teamNeighbours(own, [own, ...rest.slice(1)])
    expect([...after].filter((peer) => !before.has(peer)).length).toBeLessThanOrEqual(2)
  })

  test('both ends compute the same distance', () => {
    const [a, b] = peersOf(2, 'pair') as [PeerId, PeerId]
    expect(compareBytes(meshHash(a, b), meshHash(b, a))).toBe(0)
  })
})

describe('private conversations', () => {
  test('link all their online members up to eight others, beyond it a ring and two', () => {
    const nine = peersOf(9, 'nine')
    for (const own of nine) expect(conversationNeighbours(own, nine).size).toBe(8)
    const thirty = peersOf(30, 'thirty')
    for (const own of thirty) expect(conversationNeighbours(own, thirty).size).toBeLessThanOrEqual(4)
    const graph = linksOf(thirty, (own) => conversationNeighbours(own, thirty))
    expect(hopsFrom(graph, thirty[0] ?? peerIdOf('')).size).toBe(30)
  })

  test('a visit goes to whom we have not synced with since it came online, longest first', () => {
    const [a, b, c] = peersOf(3, 'visits') as [PeerId, PeerId, PeerId]
    const coMembers = [
      { peer: a, onlineSince: 100, syncedAt: 150 },
      { peer: b, onlineSince: 100, syncedAt: 90 },
      { peer: c, onlineSince: 100, syncedAt: 50 }
    ]
    expect(chooseVisit(coMembers, 0.5)).toBe(c)
    expect(chooseVisit(coMembers.slice(0, 2), 0.5)).toBe(b)
    expect(chooseVisit(coMembers.slice(0, 1), 0.5)).toBe(undefined)
    const never = [{ peer: a, onlineSince: 1, syncedAt: undefined }, ...coMembers.slice(1)]
    expect(chooseVisit(never, 0.99)).toBe(a)
  })
})
