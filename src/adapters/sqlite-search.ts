// worker. Owns the index of what can be found: words of messages in FTS5, newest first. The index keeps words only, so the text that a
// message is found by stands beside it: no word leaves an index that is not told which one (X5). Knows no key and no rule.

import { assert } from '../base/assert.ts'
import { entryHashOf, idBytes, padIdOf, type ConversationId, type EntryHash, type MemberId } from '../base/ids.ts'
import { isFoundInside, tailsOf, tokensOf } from '../base/words.ts'
import type { Milliseconds, Searchable, SearchablePad, SearchChanges, SearchHit, SearchQuery } from '../node/ports.ts'
import { blob, number, text, type SqlDatabase } from './sqlite-database.ts'
import { byHash, hashValues } from './sqlite-hashes.ts'
import type { LogNames } from './sqlite-names.ts'
import type { SqlRow } from './sqlite-statement.ts'

/** All acts but the queries are parts of the caller's transaction. */
export interface SearchIndex {
  /** `fresh`: the numbers of the entries that this transaction stored. */
  change(changes: SearchChanges, fresh: ReadonlyMap<EntryHash, number>): void
  /** What this entry says is found no more, be it a message or the edit of one. */
  forget(hash: EntryHash): void
  clear(): void
  /** The transaction was undone. */
  undone(): void
  search(wanted: SearchQuery): readonly SearchHit[]
  sourcesOf(messages: readonly EntryHash[]): ReadonlyMap<EntryHash, EntryHash>
}

/**
 * Rows are numbered by the second of their message, so that the index itself is in the order of reading; within a second by arrival. A
 * full second goes over into the next one.
 */
const numbersOfSecond = 1024
const secondMs = 1000

/** What a message is found by besides its words, as words that nobody can type. */
const facts = { conversation: '\uE001', member: '\uE002', link: '\uE003', file: '\uE004' } as const

/** The index of a migrated database. */
export function createSearchIndex(database: SqlDatabase, names: LogNames): SearchIndex {
  const inside = createInsides(database)

  const entryNumber = (hash: EntryHash): number | undefined => {
    const [row] = database.rows(`select id from entry where ${byHash} and erased = 0`, hashValues(hash))
    return row === undefined ? undefined : number(row, 0)
  }

  /** `row`: id, about, text. */
  const takeOut = (row: SqlRow): void => {
    const tokens = tokensOf(text(row, 2))
    database.run(`insert into found (found, rowid, words) values ('delete', cast(? as integer), ?)`, [
      number(row, 0),
      indexed(text(row, 1), tokens)
    ])
    for (const token of tokens) inside.removeUnused(token)
  }

  const freeNumber = (ts: Milliseconds): number => {
    for (let from = Math.floor(ts / secondMs) * numbersOfSecond; ; from += numbersOfSecond) {
      const [row] = database.rows('select coalesce(max(id), 0) from said where id >= ? and id < ?', [
        from,
        from + numbersOfSecond
      ])
      const last = row === undefined ? 0 : number(row, 0)
      if (last === 0) return from
      if (last < from + numbersOfSecond - 1) return last + 1
    }
  }

  const put = (said: Searchable, fresh: ReadonlyMap<EntryHash, number>): void => {
    const known = fresh.get(said.message)
    const entry = known ?? entryNumber(said.message)
    const source = said.source === said.message ? entry : entryNumber(said.source)
    if (entry === undefined || source === undefined) return
    const about = aboutOf(said, names.scopes.numberOf(said.conversation))
    // What was stored just now was found by nothing before.
    const [before] =
      known === undefined ? database.rows('select id, about, text from said where entry = ?', [entry]) : []
    if (before !== undefined) takeOut(before)
    const id = before === undefined ? freeNumber(said.ts) : number(before, 0)
    database.run('insert or replace into said (id, entry, source, ts, about, text) values (?, ?, ?, ?, ?, ?)', [
      id,
      entry,
      source,
      said.ts,
      about,
      said.text
    ])
    const tokens = tokensOf(said.text)
    database.run('insert into found (rowid, words) values (cast(? as integer), ?)', [id, indexed(about, tokens)])
    for (const token of tokens) inside.add(token)
  }

  const putPad = ({ conversation, pad, ts, text: words, hasLink }: SearchablePad): void => {
    const scope = names.scopes.numberOf(conversation)
    database.run('insert or ignore into noted (scope, pad) values (?, ?)', [scope, idBytes(pad)])
    const [noted] = database.rows('select id from noted where scope = ? and pad = ?', [scope, idBytes(pad)])
    assert(noted !== undefined, 'a pad that was just noted is there')
    const entry = -number(noted, 0)
    for (const before of database.rows('select id, about, text from said where entry = ?', [entry])) remove(before)
    const about = [scopeFact(scope), ...(hasLink ? [facts.link] : [])].join(' ')
    const id = freeNumber(ts)
    const values = [id, entry, entry, ts, about, words]
    database.run('insert into said (id, entry, source, ts, about, text) values (?, ?, ?, ?, ?, ?)', values)
    const tokens = tokensOf(words)
    database.run('insert into found (rowid, words) values (cast(? as integer), ?)', [id, indexed(about, tokens)])
    for (const token of tokens) inside.add(token)
  }

  const remove = (said: SqlRow): void => {
    takeOut(said)
    database.run('delete from said where id = ?', [number(said, 0)])
  }

  /** `noted` is a condition on the table of that name. */
  const forgetPads = (noted: string, values: readonly (number | Uint8Array)[]): void => {
    const rows = database.rows(
      `select id, about, text from said where entry in (select -id from noted where ${noted})`,
      values
    )
    for (const said of rows) remove(said)
    database.run(`delete from noted where ${noted}`, values)
  }

  const forget = (hash: EntryHash): void => {
    const [row] = database.rows(`select id from entry where ${byHash}`, hashValues(hash))
    if (row === undefined) return
    const rows = database.rows(
      `select id, about, text from said where entry = ?1
       union all select id, about, text from said where source = ?1 and source <> entry`,
      [number(row, 0)]
    )
    for (const said of rows) remove(said)
  }

  return {
    forget,
    change(changes, fresh) {
      for (const hash of changes.forget) forget(hash)
      // Ascending: the index writes what comes in its own order at once, and anything else piece by piece.
      for (const said of changes.put.toSorted((a, b) => a.ts - b.ts)) put(said, fresh)
      const { put: padsPut = [], forget: padsForget = [], forgetIn = [] } = changes.pads ?? {}
      for (const scope of forgetIn) forgetPads('scope = ?', [scopeNumber(names, scope)])
      for (const { conversation, pad } of padsForget)
        forgetPads('scope = ? and pad = ?', [scopeNumber(names, conversation), idBytes(pad)])
      for (const said of padsPut) putPad(said)
    },
    clear() {
      database.run(`insert into found (found) values ('delete-all')`)
      database.run('delete from said')
      database.run('delete from inside')
      database.run('delete from noted')
      inside.undone()
    },
    undone: inside.undone,
    search: (wanted) => search(database, names, wanted),
    sourcesOf: (messages) =>
      new Map(
        messages.flatMap((message) => {
          const [row] = database.rows(
            `select hash from entry where id =
             (select source from said where entry = (select id from entry where ${byHash}))`,
            hashValues(message)
          )
          return row === undefined ? [] : [[message, entryHashOf(blob(row, 0))] as const]
        })
      )
  }
}

/** Which long words have an end: a table of different words, which grows ever slower, and not of all that was said. */
interface Insides {
  add(word: string): void
  /** Forgets a word that no message has any more (X5). */
  removeUnused(word: string): void
  undone(): void
}

function createInsides(database: SqlDatabase): Insides {
  /** Words that are in the table; most words were met before. */
  const known = new Set<string>()
  return {
    add(word) {
      if (word.length < tailedMin || known.has(word)) return
      const tails = tailsOf(word)
      const [longest] = tails
      if (longest === undefined) return
      const isThere = database.rows('select 1 from inside where tail = ? and word = ?', [longest, word]).length > 0
      if (!isThere)
        for (const tail of tails) database.run('insert into inside (tail, word) values (?, ?)', [tail, word])
      if (known.size >= knownMax) known.clear()
      known.add(word)
    },
    removeUnused(word) {
      const tails = tailsOf(word)
      if (tails.length === 0) return
      const others = database.rows('select 1 from found where found match ? limit 1', [quoted(word)])
      if (others.length > 0) return
      known.delete(word)
      for (const tail of tails) database.run('delete from inside where tail = ? and word = ?', [tail, word])
    },
    undone: () => known.clear()
  }
}

const knownMax = 16_384
/** No shorter word has an end of its own. */
const tailedMin = 2

function aboutOf({ member, hasLink, hasFile }: Searchable, scope: number): string {
  return [
    scopeFact(scope),
    memberFact(member),
    ...(hasLink ? [facts.link] : []),
    ...(hasFile ? [facts.file] : [])
  ].join(' ')
}

const scopeFact = (scope: number): string => `${facts.conversation}${scope}`
const memberFact = (member: MemberId): string => facts.member + member

/** What stands in the index for a row; the same whenever it is asked for, or a word would stay. */
function indexed(about: string, tokens: readonly string[]): string {
  return [about, ...tokens].join(' ')
}

function search(database: SqlDatabase, names: LogNames, wanted: SearchQuery): readonly SearchHit[] {
  const expression = expressionOf(database, wanted, wanted.conversation && scopeNumber(names, wanted.conversation))
  if (expression === undefined) return []
  const numbers = database.rows(
    `select rowid from found where found match ? and rowid >= cast(? as integer) and rowid < cast(? as integer)
     order by rowid desc limit ?`,
    [
      expression,
      Math.max(firstNumberAt(wanted.from ?? 0), wanted.downTo ?? 0),
      Math.min(wanted.until === undefined ? numberMax : firstNumberAt(wanted.until), wanted.before ?? numberMax),
      wanted.count
    ]
  )
  return numbers.flatMap((row) => {
    const [said] = database.rows('select id, entry, source, ts, text from said where id = ?', [number(row, 0)])
    const hit = said === undefined ? undefined : hitOf(database, names, said)
    return hit === undefined ? [] : [hit]
  })
}

/** `said`: id, entry, source, ts, text. */
function hitOf(database: SqlDatabase, names: LogNames, said: SqlRow): SearchHit | undefined {
  const [place, entry] = [number(said, 0), number(said, 1)]
  const parts = { place, ts: number(said, 3), text: text(said, 4) }
  if (entry < 0) {
    const [noted] = database.rows('select scope, pad from noted where id = ?', [-entry])
    if (noted === undefined) return undefined
    return { ...parts, pad: padIdOf(blob(noted, 1)), conversation: names.scopes.idOf(number(noted, 0)) }
  }
  const [row] = database.rows(
    `select message.hash, source.hash, message.scope from entry as message join entry as source on source.id = ?2
     where message.id = ?1`,
    [entry, number(said, 2)]
  )
  if (row === undefined) return undefined
  const hashes = { message: entryHashOf(blob(row, 0)), source: entryHashOf(blob(row, 1)) }
  return { ...parts, ...hashes, conversation: names.scopes.idOf(number(row, 2)) }
}

const numberMax = Number.MAX_SAFE_INTEGER

const firstNumberAt = (ts: Milliseconds): number => Math.floor(ts / secondMs) * numbersOfSecond

/** 0 is nobody's: nothing was ever said there. */
function scopeNumber(names: LogNames, conversation: ConversationId): number {
  return names.scopes.knownNumberOf(conversation) ?? 0
}

/** In the language of FTS5; undefined: nothing is looked for. */
function expressionOf(database: SqlDatabase, wanted: SearchQuery, scope: number | undefined): string | undefined {
  const parts = [
    ...(scope === undefined ? [] : [quoted(scopeFact(scope))]),
    ...(wanted.member === undefined ? [] : [quoted(memberFact(wanted.member))]),
    ...(wanted.hasLink ? [quoted(facts.link)] : []),
    ...(wanted.hasFile ? [quoted(facts.file)] : []),
    ...wanted.words.map((word) => {
      const longer = isFoundInside(word) ? wordsAround(database, word) : []
      return `(${[`${quoted(word)} *`, ...longer.map(quoted)].join(' OR ')})`
    })
  ]
  return parts.length === 0 ? undefined : parts.join(' AND ')
}

/** Long words that have this one inside, the shortest first: beyond the bound they have little to do with it. */
function wordsAround(database: SqlDatabase, word: string): readonly string[] {
  return database
    .rows('select distinct word from inside where tail >= ?1 and tail < ?2 order by length(word), word limit ?3', [
      word,
      `${word}\u{10ffff}`,
      wordsAroundMax
    ])
    .map((row) => text(row, 0))
}

const wordsAroundMax = 256

/** A word and nothing else, whatever it is made of. */
function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`
}
