// Owns the making of a long history in little time: valid entries of a team's channel, sealed, chained, signed where runs end. A few
// texts are sealed once for each author and used again; no header and no hash is.

import { present } from '../../src/base/assert.ts'
import { idBytes, type EntryHash, type EpochId } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { encodeOperation } from '../../src/chat/operation-bytes.ts'
import { pageOf } from '../../src/chat/rules.ts'
import { sign } from '../../src/crypto/sign.ts'
import { decodeHeader, encodeHeader, hashEntry, hashPayload } from '../../src/log/entry.ts'
import { encodeRun } from '../../src/log/run.ts'
import type { Batch, StoredEntry } from '../../src/node/ports.ts'
import { contentKey, sealContent } from '../../src/team/content.ts'
import { createDice, type Dice } from '../fixtures/random.ts'
import type { BenchAuthor, BenchTeam } from './bench-team.ts'

export interface HistorySpan {
  readonly messages: number
  /** Of them in the newest week. */
  readonly newest: number
  /** In every week before it. */
  readonly perWeek: number
}

/** Entries of one log that travel together; only the last is signed. */
export type BenchRun = readonly StoredEntry[]

interface Pen {
  readonly author: BenchAuthor
  readonly payloads: readonly { readonly payload: Uint8Array; readonly payloadHash: Uint8Array }[]
  seq: number
  prev: EntryHash | undefined
  run: StoredEntry[]
}

const textsPerAuthor = 64

/** The history in the order in which runs arrive: the authors write in turns, and their runs follow one another. */
export function* runsOf(team: BenchTeam, span: HistorySpan, epoch: EpochId = team.epoch): Generator<BenchRun> {
  const dice = createDice('history')
  const pens = team.authors.map((author) => penOf(team, author, dice))
  let index = 0
  for (const ts of timesOf(team.now, span)) {
    const pen = present(pens[index % pens.length], 'there are authors')
    write(pen, { team, ts, epoch, text: dice.below(textsPerAuthor) })
    index += 1
    if (pen.run.length === limits.runEntriesMax) yield finished(pen)
  }
  for (const pen of pens) if (pen.run.length > 0) yield finished(pen)
}

/** A run as its bytes travel. */
export function wireOf(run: BenchRun): Uint8Array {
  const { scope, device } = present(run[0], 'a run has entries')
  const items = run.map(({ header, payload, signature }) => ({ headerBytes: header, payload, signature }))
  return encodeRun({ scope, device, items })
}

/** A run as a batch for storage, which nobody checks. */
export function batchOf(run: BenchRun): Batch {
  const [first, last] = [present(run[0], 'a run has entries'), present(run.at(-1), 'a run has entries')]
  const { scope, device } = first
  const header = decodeHeader(first.header)
  const parent = header.ok ? header.value.prev : undefined
  const before = parent === undefined ? [] : [{ scope, device, hash: parent, seq: first.seq - 1, ts: first.ts - 1 }]
  const after = [{ scope, device, hash: last.hash, seq: last.seq, ts: last.ts }]
  return {
    entries: run,
    heads: [{ before: { scope, device, heads: before }, after: { scope, device, heads: after } }],
    erase: [],
    unerase: [],
    drop: [],
    payloads: [],
    records: []
  }
}

/** Ascending: full weeks first, then the newest one, which ends at `now`; all spread evenly. */
function* timesOf(now: number, { messages, newest, perWeek }: HistorySpan): Generator<number> {
  const thisWeek = pageOf(now) * limits.weekMs
  const older = Math.max(0, messages - newest)
  const weeks = Math.ceil(older / perWeek)
  for (let week = weeks; week > 0; week--) {
    const count = Math.min(perWeek, older - (weeks - week) * perWeek)
    yield* spread(thisWeek - week * limits.weekMs, limits.weekMs, count)
  }
  yield* spread(thisWeek, now - thisWeek, messages - older)
}

function* spread(from: number, length: number, count: number): Generator<number> {
  for (let index = 0; index < count; index++) yield from + Math.floor((index * length) / count)
}

function penOf(team: BenchTeam, author: BenchAuthor, dice: Dice): Pen {
  const key = contentKey(team.secret, team.channel, author.device)
  const payloads = Array.from({ length: textsPerAuthor }, () => {
    const text = Array.from({ length: 3 + dice.below(20) }, () => dice.pick(words)).join(' ')
    const operation = encodeOperation({ type: 'post', text, reply: undefined, files: [], ttl: 0 })
    const payload = sealContent(key, operation, dice.bytes)
    return { payload, payloadHash: hashPayload(payload) }
  })
  return { author, payloads, seq: 0, prev: undefined, run: [] }
}

function write(
  pen: Pen,
  {
    team,
    ts,
    epoch,
    text
  }: { readonly team: BenchTeam; readonly ts: number; readonly epoch: EpochId; readonly text: number }
): void {
  const { channel: scope } = team
  const { device } = pen.author
  const { payload, payloadHash } = present(pen.payloads[text], 'the texts are counted')
  const page = pageOf(ts)
  const { seq, prev } = pen
  const header = encodeHeader({
    kind: 'content',
    seq,
    ts,
    prev,
    payloadHash,
    payloadLength: payload.length,
    epoch,
    page,
    joins: []
  })
  const hash = hashEntry(scope, device, header)
  const place = { scope, device, hash, kind: 'content', seq, ts, page, epoch } as const
  pen.run.push({ ...place, header, payload, erased: false, signature: undefined, receivedAt: ts })
  pen.seq += 1
  pen.prev = hash
}

function finished(pen: Pen): BenchRun {
  const run = pen.run.map((entry, index) =>
    index < pen.run.length - 1 ? entry : { ...entry, signature: sign(pen.author.secretKey, 'sig', idBytes(entry.hash)) }
  )
  pen.run = []
  return run
}

const words = (
  'morgen kran beton heute bitte schon lieferung kommt um drei wer hat den schlüssel danke ja nein geht klar foto folgt ' +
  'plan etage zwei tor offen regen pause später rückruf halle nord süd wasser strom prüfung termin fertig noch nicht'
).split(' ')
