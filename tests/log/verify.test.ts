// Shows the verdict on runs: what an unbroken, signed chain is, that a refusal says why, and that what is stored already matters.

import { describe, expect, test } from 'vitest'
import { repeat, utf8 } from '../../src/base/bytes.ts'
import type { EntryHash } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { err } from '../../src/base/result.ts'
import { sign } from '../../src/crypto/sign.ts'
import { encodeHeader, entryOf, type Entry, type Header } from '../../src/log/entry.ts'
import { runOf, type Run } from '../../src/log/run.ts'
import { isStrike, verifyRun, type RunRefusal, type RunWrong } from '../../src/log/verify.ts'
import { idBytes } from '../../src/base/ids.ts'
import {
  headOf,
  headsOfEntries,
  makeAuthor,
  makeEntry,
  makeLog,
  makeReplica,
  withoutInnerSignatures
} from '../fixtures/log.ts'

const author = makeAuthor()
const log = makeLog(author, 6)
const key = author.signKeys.publicKey
const empty = makeReplica().known
const hashOfNobody = makeEntry(makeAuthor('nobody'), []).hash
const wrong = (reason: RunWrong): { ok: false; reason: RunRefusal } => err({ type: 'wrong', reason })
const hashesOf = (entries: readonly Entry[]): readonly EntryHash[] => entries.map((entry) => entry.hash)

function at(index: number): Entry {
  const entry = log[index]
  if (entry === undefined) throw new Error(`the log has no entry ${index}`)
  return entry
}

/** An entry a liar writes: a header changed at will, and signed all the same. */
function forge(base: Entry, changes: Partial<Header>, of = author): Entry {
  const headerBytes = encodeHeader({ ...base.header, ...changes })
  const entry = entryOf({ ...base, scope: of.scope, device: of.device, headerBytes })
  if (!entry.ok) throw new Error(entry.reason)
  return { ...entry.value, signature: sign(of.signKeys.secretKey, 'sig', idBytes(entry.value.hash)) }
}

describe('a true run', () => {
  test('[V1] is taken whole, parents first, and gives the new heads', () => {
    const verified = verifyRun(runOf(log), empty, key)
    expect(verified.ok && hashesOf(verified.value.entries)).toEqual(hashesOf(log))
    expect(verified.ok && verified.value.heads).toEqual([headOf(at(5))])
    expect(verified.ok && verified.value.payloads).toEqual([])
  })

  test('[V1] goes on where the stored log ends', () => {
    const verified = verifyRun(runOf(log.slice(4)), makeReplica(log.slice(0, 4)).known, key)
    expect(verified.ok && hashesOf(verified.value.entries)).toEqual(hashesOf(log.slice(4)))
    expect(verified.ok && verified.value.heads).toEqual([headOf(at(5))])
  })

  test('[V2] the newest signature proves the rest: bad and missing ones below it do not matter', () => {
    const badBelow = log.map((entry, index) => ({
      ...entry,
      signature: index === 5 ? entry.signature : index % 2 ? undefined : repeat(index, 64)
    }))
    expect(verifyRun(runOf(badBelow), empty, key).ok).toBe(true)
  })

  test('[V2] an author who signs badly once and well later is understood by everyone alike', () => {
    const badly = { ...at(2), signature: repeat(9, 64) }
    const alone = verifyRun(runOf([at(0), at(1), badly]), empty, key)
    const later = verifyRun(runOf([at(0), at(1), badly, at(3)]), empty, key)
    expect(alone).toEqual(wrong('bad-signature'))
    expect(later.ok && later.value.heads).toEqual([headOf(at(3))])
  })

  test('[V3] only verified signatures are kept: those of the ends of the run', () => {
    const branch = makeEntry(author, [headOf(at(3))], { ts: at(5).header.ts + 1 })
    const verified = verifyRun(runOf([...log, branch]), empty, key)
    if (!verified.ok) throw new Error('the run is true')
    const signed = verified.value.entries.filter((entry) => entry.signature !== undefined)
    expect(hashesOf(signed)).toEqual([at(5).hash, branch.hash])
  })

  test('[F2] both branches of a fork and the entry that joins them are taken', () => {
    const branch = makeEntry(author, [headOf(at(3))], { ts: at(5).header.ts + 1 })
    const joining = makeEntry(author, [headOf(at(5)), headOf(branch)])
    const forked = verifyRun(runOf([...log, branch]), empty, key)
    expect(forked.ok && forked.value.heads).toEqual([headOf(at(5)), headOf(branch)])
    const healed = verifyRun(runOf([branch, joining]), makeReplica(log).known, key)
    expect(healed.ok && healed.value.heads).toEqual([headOf(joining)])
  })

  test('[V1] what is stored already is passed over, its signature unseen', () => {
    const repeated = log.map((entry) => ({ ...entry, signature: repeat(1, 64) }))
    const verified = verifyRun(runOf(repeated), makeReplica(log).known, key)
    expect(verified).toEqual({ ok: true, value: { entries: [], payloads: [], heads: [headOf(at(5))] } })
    const overlapping = verifyRun(runOf(log.slice(2)), makeReplica(log.slice(0, 4)).known, key)
    expect(overlapping.ok && hashesOf(overlapping.value.entries)).toEqual(hashesOf(log.slice(4)))
  })

  test('[V5] headers come first, their payloads later; a stored payload is not asked for twice', () => {
    const bare = log.map((entry) => ({ ...entry, payload: undefined }))
    const stored = makeReplica([...bare.slice(0, 4), ...log.slice(4)])
    const verified = verifyRun(runOf(log.slice(2)), stored.known, key)
    expect(verified.ok && verified.value.entries).toEqual([])
    expect(verified.ok && verified.value.payloads).toEqual([
      { hash: at(2).hash, payload: at(2).payload },
      { hash: at(3).hash, payload: at(3).payload }
    ])
    expect(verifyRun(runOf(bare), empty, key).ok).toBe(true)
  })

  test('[V1] an empty payload is a payload', () => {
    const hollow = makeEntry(author, [], { payload: new Uint8Array(0) })
    expect(verifyRun(runOf([hollow]), empty, key).ok).toBe(true)
    expect(verifyRun(runOf([{ ...hollow, payload: Uint8Array.of(0) }]), empty, key)).toEqual(wrong('payload-length'))
  })
})

describe('a gap', () => {
  test('[V1] names every parent that is neither in the run nor stored, and is no strike', () => {
    const branch = makeEntry(author, [headOf(at(1))], { ts: at(5).header.ts + 1 })
    const joining = makeEntry(author, [headOf(at(5)), headOf(branch)])
    const refusal = verifyRun(runOf([at(4), at(5), joining]), makeReplica([at(0)]).known, key)
    expect(refusal).toEqual(err({ type: 'gap', missing: [at(3).hash, branch.hash] }))
    expect(!refusal.ok && isStrike(refusal.reason)).toBe(false)
  })

  test('[V1] is believed only when the rest is true: nobody makes us ask for what no author wrote', () => {
    expect(verifyRun(runOf([{ ...at(4), signature: repeat(1, 64) }]), empty, key)).toEqual(wrong('bad-signature'))
    expect(verifyRun(runOf([{ ...at(4), signature: undefined }]), empty, key)).toEqual(wrong('signature-missing'))
    expect(verifyRun(runOf([{ ...at(4), payload: utf8('payload at 1795392000009') }]), empty, key)).toEqual(
      wrong('payload-hash')
    )
  })
})

describe('a false run', () => {
  const cases: readonly (readonly [string, Run, RunWrong])[] = [
    ['a payload of other length', runOf([{ ...at(0), payload: utf8('short') }]), 'payload-length'],
    ['another payload', runOf([{ ...at(0), payload: utf8('payload at 1795392000009') }]), 'payload-hash'],
    [
      'a header of no known form',
      { ...runOf([at(0)]), items: [{ ...at(0), headerBytes: at(0).headerBytes.subarray(1) }] },
      'header-malformed'
    ],
    ['one entry twice', runOf([at(0), at(0)]), 'entry-twice'],
    ['a child before its parent', runOf([at(0), at(2), at(1)]), 'parent-after-child'],
    ['a seq too far', runOf([at(0), forge(at(1), { seq: 2 })]), 'bad-seq'],
    ['a seq that stands still', runOf([at(0), at(1), forge(at(2), { seq: 1 })]), 'bad-seq'],
    ['a time that stands still', runOf([at(0), forge(at(1), { ts: at(0).header.ts })]), 'time-not-growing'],
    ['a time that runs back', runOf([at(0), at(1), forge(at(2), { ts: at(0).header.ts })]), 'time-not-growing'],
    ['no signature at its end', runOf([...log.slice(0, 5), { ...at(5), signature: undefined }]), 'signature-missing'],
    [
      'a bad signature at its end',
      runOf([...log.slice(0, 5), { ...at(5), signature: repeat(7, 64) }]),
      'bad-signature'
    ],
    ['the signature of another entry', runOf([{ ...at(0), signature: at(1).signature }]), 'bad-signature']
  ]

  test.each(cases)('[V1] %s is refused', (_, run, reason) => {
    const refusal = verifyRun(run, empty, key)
    expect(refusal).toEqual(wrong(reason))
    expect(!refusal.ok && isStrike(refusal.reason)).toBe(true)
  })

  test('[V1] joins are parents too: their seq and time count', () => {
    const branch = makeEntry(author, [headOf(at(3))], { ts: at(5).header.ts + 50 })
    const known = makeReplica([...log, branch]).known
    const joining = makeEntry(author, [headOf(at(5)), headOf(branch)])
    expect(verifyRun(runOf([joining]), known, key).ok).toBe(true)
    const early = forge(joining, { ts: branch.header.ts })
    expect(verifyRun(runOf([early]), known, key)).toEqual(wrong('time-not-growing'))
    const onShorter = forge(joining, { prev: branch.hash, joins: [at(5).hash], seq: branch.header.seq + 1 })
    expect(verifyRun(runOf([onShorter]), known, key)).toEqual(wrong('bad-seq'))
    const beyondGap = forge(joining, {
      joins: [at(5).hash],
      prev: hashOfNobody,
      seq: 3
    })
    expect(verifyRun(runOf([beyondGap]), known, key)).toEqual(wrong('bad-seq'))
  })

  test('[V1] every end of a fork needs a signature of its own', () => {
    const branch = { ...makeEntry(author, [headOf(at(3))], { ts: at(5).header.ts + 1 }), signature: undefined }
    expect(verifyRun(runOf([...log, branch]), empty, key)).toEqual(wrong('signature-missing'))
  })

  test('[L6] entries of another scope or author are refused, though a true signature travels with them', () => {
    for (const other of [makeAuthor('bert'), makeAuthor('anna', 'elsewhere')])
      expect(verifyRun({ ...runOf(log), scope: other.scope, device: other.device }, empty, key)).toEqual(
        wrong('bad-signature')
      )
    expect(verifyRun(runOf(log), empty, makeAuthor('bert').signKeys.publicKey)).toEqual(wrong('bad-signature'))
  })

  test('[V1] a parent in another log is refused, whichever of both differs', () => {
    for (const other of [makeAuthor('bert'), makeAuthor('anna', 'elsewhere')]) {
      const [parent] = makeLog(other, 1)
      if (parent === undefined) throw new Error('a log of one entry has one')
      const child = makeEntry(author, [headOf(parent)])
      expect(verifyRun(runOf([child]), makeReplica([parent], []).known, key)).toEqual(wrong('wrong-log'))
    }
  })

  test('[E4] a version to come is held, not refused', () => {
    const items = [{ headerBytes: at(0).headerBytes.with(0, 2), payload: undefined, signature: undefined }]
    const refusal = verifyRun({ ...runOf(log), items }, empty, key)
    expect(refusal).toEqual(err({ type: 'unknown-version' }))
    expect(!refusal.ok && isStrike(refusal.reason)).toBe(false)
  })
})

describe('many heads', () => {
  const branches = Array.from({ length: 18 }, (_, index) =>
    makeEntry(author, [headOf(at(0))], { ts: at(0).header.ts + 1 + index })
  )

  test('[F4] sixteen heads are stored, a seventeenth is not, and who passes it on is not to blame', () => {
    const sixteen = verifyRun(runOf([at(0), ...branches.slice(0, 16)]), empty, key)
    expect(sixteen.ok && sixteen.value.heads).toHaveLength(limits.headsMax)
    const stored = makeReplica([at(0), ...branches.slice(0, 16)])
    const refusal = verifyRun(runOf(branches.slice(16, 17)), stored.known, key)
    expect(refusal).toEqual(err({ type: 'too-many-heads' }))
    expect(!refusal.ok && isStrike(refusal.reason)).toBe(false)
  })

  test('[F4] a run of seventeen ends is refused before its signatures cost anything', () => {
    const unsigned = branches.slice(0, 17).map((entry) => ({ ...entry, signature: undefined }))
    expect(verifyRun(runOf([at(0), ...unsigned]), empty, key)).toEqual(err({ type: 'too-many-heads' }))
  })

  test('[F4] a run that forks and joins again within itself counts by what is left', () => {
    const stored = makeReplica([at(0), ...branches.slice(0, 15)])
    const two = branches.slice(15, 17)
    const joining = makeEntry(author, two.map(headOf))
    const verified = verifyRun(runOf([...two, joining]), stored.known, key)
    expect(verified.ok && verified.value.heads).toHaveLength(16)
  })

  test('[F4] a log with sixteen heads is still healed by joins', () => {
    const stored = makeReplica([at(0), ...branches.slice(0, 16)])
    const joining = makeEntry(author, headsOfEntries(branches.slice(0, 16)))
    const verified = verifyRun(runOf([joining]), stored.known, key)
    expect(verified.ok && verified.value.heads).toHaveLength(13)
  })
})

describe('cost', () => {
  test('[V5] a log of 10 000 entries is verified in linear time, one signature a run', () => {
    const long = withoutInnerSignatures(makeLog(author, 10_000)).map((entry, index) =>
      index % 500 === 499 ? { ...entry, signature: signatureOf(entry) } : entry
    )
    const seconds = (entries: readonly Entry[]): number => {
      const start = performance.now()
      const stored = new Map<EntryHash, Entry>()
      let heads = headsOfEntries([])
      for (let index = 0; index < entries.length; index += 500) {
        const known = { heads, lookup: (hash: EntryHash) => linkOf(stored.get(hash)) }
        const verified = verifyRun(runOf(entries.slice(index, index + 500)), known, key)
        if (!verified.ok) throw new Error(JSON.stringify(verified.reason))
        for (const entry of verified.value.entries) stored.set(entry.hash, entry)
        heads = verified.value.heads
      }
      return (performance.now() - start) / 1000
    }
    seconds(long.slice(0, 1000))
    const tenth = seconds(long.slice(0, 1000))
    expect(seconds(long) / tenth).toBeLessThan(40)
  })
})

function signatureOf(entry: Entry): Uint8Array {
  return sign(author.signKeys.secretKey, 'sig', idBytes(entry.hash))
}

function linkOf(entry: Entry | undefined): ReturnType<typeof empty.lookup> {
  if (entry === undefined) return undefined
  const { scope, device, header, payload } = entry
  return { scope, device, seq: header.seq, ts: header.ts, hasPayload: payload !== undefined }
}
