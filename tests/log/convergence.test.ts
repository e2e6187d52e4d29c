// Shows with random histories that replicas of a log end equal, however it forked, joined, was cut and arrived; and that a run
// with one bit flipped anywhere is refused or means the same.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idBytes } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { verify } from '../../src/crypto/sign.ts'
import { ancestors } from '../../src/log/ancestry.ts'
import { parentsOf, type Entry } from '../../src/log/entry.ts'
import { compareHeads, headsAfter, type Head } from '../../src/log/heads.ts'
import { decodeRun, encodeRun, runOf, type Run } from '../../src/log/run.ts'
import { splitIntoRuns } from '../../src/log/split.ts'
import { verifyRun } from '../../src/log/verify.ts'
import {
  headOf,
  headsOfEntries,
  makeAuthor,
  makeEntry,
  makeLog,
  makeReplica,
  withoutInnerSignatures
} from '../fixtures/log.ts'
import { createDice, type Dice } from '../fixtures/random.ts'

const author = makeAuthor()
const seeds = fc.integer({ min: 0, max: 2 ** 31 })

/**
 * A history of one device whose backup is restored now and then: it builds on all heads it knows, or, restored, on the heads it
 * had at some earlier moment. Never more than twelve heads.
 */
function makeHistory(dice: Dice, length: number): readonly Entry[] {
  const entries: Entry[] = []
  const moments: (readonly Head[])[] = [[]]
  let all: readonly Head[] = []
  for (let index = 0; index < length; index++) {
    const restored = dice.chance(25) && all.length < 12
    const base = restored ? dice.pick(moments) : all
    const entry = makeEntry(author, base, { ts: 1_795_392_000_000 + index * 1000 })
    entries.push(entry)
    all = headsAfter(all, entry)
    moments.push(headsAfter(base, entry))
  }
  return entries
}

/** Cuts entries, parents first, at random places that leave no unsigned end; each piece keeps only the signatures it needs. */
function cutAnywhere(dice: Dice, entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const pieces: Entry[][] = []
  for (const entry of entries) {
    if (pieces.length === 0 || dice.chance(40)) pieces.push([])
    pieces.at(-1)?.push(entry)
  }
  return pieces
}

describe('replicas', () => {
  test('[F2] any cut in any order, with repetitions, ends with the same entries and heads', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = createDice(seed)
        const history = makeHistory(dice, 1 + dice.below(25))
        const pieces = cutAnywhere(dice, history)
        let replica = makeReplica()
        let waiting = dice.shuffle([...pieces, ...pieces.filter(() => dice.chance(20))])
        while (waiting.length > 0) {
          const again: (readonly Entry[])[] = []
          for (const piece of waiting) {
            const taken = replica.take(runOf(piece), author)
            if (taken.ok) replica = taken.value.replica
            else if (taken.reason.type === 'gap') again.push(piece)
            else throw new Error(JSON.stringify(taken.reason))
          }
          expect(again.length).toBeLessThan(waiting.length)
          waiting = again
        }
        expect([...replica.entries.keys()].sort()).toEqual(history.map((entry) => entry.hash).sort())
        expect(replica.heads.toSorted(compareHeads)).toEqual(headsOfEntries(history))
      }),
      { numRuns: 80 }
    )
  })

  test('[V3] what one replica stores it can pass on: no signature missing, none that does not hold', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = createDice(seed)
        const history = makeHistory(dice, 1 + dice.below(40))
        let stored = history
        for (let hop = 0; hop < 3; hop++) {
          const bounds = { entriesMax: limits.runEntriesMax, bytesMax: limits.runFrameBytesMax }
          const { runs, unsent } = splitIntoRuns(dice.shuffle(stored), bounds)
          expect(unsent).toEqual([])
          let replica = makeReplica()
          for (const run of runs) {
            const taken = replica.take(run, author)
            if (!taken.ok) throw new Error(JSON.stringify(taken.reason))
            replica = taken.value.replica
          }
          stored = [...replica.entries.values()]
          expect(replica.heads).toEqual(headsOfEntries(history))
        }
        for (const { hash, signature } of stored)
          if (signature) expect(verify(author.signKeys.publicKey, 'sig', idBytes(hash), signature)).toBe(true)
      }),
      { numRuns: 60 }
    )
  })

  test('[F3] a device that knows all its heads heals any fork, three joins at a time', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = createDice(seed)
        const history = [...makeHistory(dice, 1 + dice.below(30))]
        for (let round = 0; round < 4; round++) {
          const last = Math.max(...history.map((entry) => entry.header.ts))
          history.push(makeEntry(author, headsOfEntries(history), { ts: last + 1 }))
        }
        const byHash = new Map(history.map((entry) => [entry.hash, entry.header]))
        const heads = headsOfEntries(history)
        const all = ancestors(
          [heads[0]?.hash ?? history[0]?.hash].filter((hash) => hash !== undefined),
          (hash) => {
            const header = byHash.get(hash)
            return header && { seq: header.seq, parents: parentsOf(header) }
          }
        )
        expect([heads.length, all.size]).toEqual([1, history.length])
      }),
      { numRuns: 60 }
    )
  })
})

describe('damage', () => {
  const trunk = makeLog(author, 3)
  const branch = makeEntry(author, [headOf(trunk[0] ?? makeEntry(author, []))], { ts: 1_795_392_000_500 })
  const joining = makeEntry(author, headsOfEntries([...trunk, branch]), { kind: 'control', ts: 1_795_392_000_900 })
  const entries = [...trunk, branch, joining]

  /** What becomes of a run when one bit of one of its bytes is another; a different bit in each byte. */
  const verdictsOnFlips = (run: Run): readonly (readonly string[] | undefined)[] => {
    const bytes = encodeRun(run)
    return Array.from(bytes, (byte, index) => {
      const read = decodeRun(bytes.with(index, byte ^ (1 << ((index * 5) % 8))))
      const verified = read.ok ? verifyRun(read.value, makeReplica().known, author.signKeys.publicKey) : read
      return verified.ok ? [...verified.value.entries, ...verified.value.heads].map(({ hash }) => hash) : undefined
    })
  }

  test('[V7] a flipped bit in any field of a signed run is refused, or leaves the very same entries', () => {
    const same = [...entries, ...headsOfEntries(entries)].map(({ hash }) => hash)
    const accepted = verdictsOnFlips(runOf(entries)).filter((hashes) => hashes !== undefined)
    // Only the four signatures below the last entry may be anything: they are not looked at (V2).
    expect(accepted).toEqual(Array.from({ length: 4 * 64 }, () => same))
  })

  test('[V7] a flipped bit in a run without payloads and inner signatures is refused, whatever field it hits', () => {
    const bare = entries.map((entry) => ({ ...entry, payload: undefined }))
    const verdicts = verdictsOnFlips(runOf(withoutInnerSignatures(bare)))
    expect(new Set(verdicts)).toEqual(new Set([undefined]))
  })

  test('[V7] junk of every length is refused without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decodeRun(bytes).ok).toBe(false)
      })
    )
  })

  test('[V1] a refusal changes nothing: the same replica takes the true run afterwards', () => {
    const replica = makeReplica(trunk)
    const before = JSON.stringify([...replica.entries.keys(), replica.heads])
    expect(replica.take(runOf([{ ...branch, signature: trunk[0]?.signature }]), author).ok).toBe(false)
    expect(JSON.stringify([...replica.entries.keys(), replica.heads])).toBe(before)
    expect(replica.take(runOf([branch]), author).ok).toBe(true)
  })
})
