// Owns what every implementation of the Storage port must do about finding: against a model that looks at every message (X5, X2).

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { memberIdOf, padIdOf, type EntryHash } from '../../src/base/ids.ts'
import { isFoundInside, tokensOf, wantedWords } from '../../src/base/words.ts'
import type {
  Searchable,
  SearchablePad,
  SearchChanges,
  SearchQuery,
  Storage,
  StoredEntry
} from '../../src/node/ports.ts'
import { growth, lobbyChannel, makeStored, nothing, otherChannel } from '../fixtures/stored-entries.ts'

const anna = memberIdOf(repeat(0x0a, 16))
const ben = memberIdOf(repeat(0x0b, 16))

const everywhere: SearchQuery = {
  words: [],
  conversation: undefined,
  member: undefined,
  from: undefined,
  until: undefined,
  hasLink: false,
  hasFile: false,
  count: 1000
}

function searchableOf(entry: StoredEntry, text: string, parts: Partial<Searchable> = {}): Searchable {
  const { hash, scope, ts } = entry
  const said = { message: hash, source: hash, conversation: scope, member: anna, ts, text }
  return { ...said, hasLink: false, hasFile: false, ...parts }
}

/** Notes of two conversations, by number. */
function noteNo(number: number, text: string, second: number): SearchablePad {
  const conversation = number % 2 === 0 ? lobbyChannel : otherChannel
  const ts = makeStored(0).ts + second * 1000
  return { conversation, pad: padIdOf(repeat(number + 1, 16)), ts, text, hasLink: false }
}

/** Stores entries of one log with what they say. */
function say(storage: Storage, texts: readonly string[]): readonly StoredEntry[] {
  const entries = texts.map((_, number) => makeStored(number))
  const put = entries.map((entry, number) => searchableOf(entry, texts[number] ?? ''))
  expect(storage.append({ ...growth(entries), search: { put, forget: [] } }).ok).toBe(true)
  return entries
}

function found(storage: Storage, typed: string, parts: Partial<SearchQuery> = {}): readonly string[] {
  return storage.search({ ...everywhere, words: wantedWords(typed), ...parts }).map(({ text }) => text)
}

export function describeSearch(make: () => Promise<{ readonly storage: Storage; restart(): Storage }>): void {
  describe('finding', () => {
    test('[X5] words, beginnings and words inside others are found in both spellings, newest first', async () => {
      const { storage, restart } = await make()
      say(storage, ['Der Haustürschlüssel hängt', 'Straße gesperrt', 'schlüssel beim Müller', 'nichts davon'])
      for (const each of [storage, restart()]) {
        expect(found(each, 'Schlüssel')).toEqual(['schlüssel beim Müller', 'Der Haustürschlüssel hängt'])
        expect(found(each, 'schluessel')).toEqual(['schlüssel beim Müller', 'Der Haustürschlüssel hängt'])
        expect(found(each, 'STRASSE')).toEqual(['Straße gesperrt'])
        expect(found(each, 'stra')).toEqual(['Straße gesperrt'])
        for (const name of ['mueller', 'müller', 'muller', 'MÜLL'])
          expect(found(each, name)).toEqual(['schlüssel beim Müller'])
        expect(found(each, 'schlüssel haus')).toEqual(['Der Haustürschlüssel hängt'])
        expect(found(each, 'schlüssel fehlt')).toEqual([])
      }
    })

    test('[X5] signs of the query language are words like others', async () => {
      const { storage } = await make()
      say(storage, ['a "quoted* OR (NOT) NEAR', '⑴ ﷺ'])
      for (const typed of ['"', '*', 'OR', 'NOT (', 'found:', '⑴', 'ﷺ', '\uE0011', "'; drop table said"])
        expect(() => found(storage, typed)).not.toThrow()
      expect(found(storage, 'not')).toEqual(['a "quoted* OR (NOT) NEAR'])
    })

    test('[X5] filters hold together, with words and without', async () => {
      const { storage } = await make()
      const [first, second] = [makeStored(0), makeStored(1, { scope: otherChannel, ts: 1_795_392_500_000 })]
      storage.append({
        ...growth([first]),
        search: { put: [searchableOf(first, 'plan https://x.example', { hasLink: true })], forget: [] }
      })
      storage.append({
        ...growth([second]),
        search: { put: [searchableOf(second, 'plan', { member: ben, hasFile: true })], forget: [] }
      })
      expect(found(storage, 'plan', { conversation: lobbyChannel })).toEqual(['plan https://x.example'])
      expect(found(storage, 'plan', { member: ben })).toEqual(['plan'])
      expect(found(storage, '', { hasLink: true })).toEqual(['plan https://x.example'])
      expect(found(storage, 'plan', { hasFile: true })).toEqual(['plan'])
      expect(found(storage, 'plan', { from: 1_795_392_400_000 })).toEqual(['plan'])
      expect(found(storage, 'plan', { until: 1_795_392_400_000 })).toEqual(['plan https://x.example'])
      expect(found(storage, 'plan', { hasLink: true, member: ben })).toEqual([])
    })

    test('[X5] a long list comes in parts that meet without a gap, and newer messages move none of them', async () => {
      const { storage, restart } = await make()
      // Several in one second, and several seconds.
      const entries = Array.from({ length: 25 }, (_, at) => makeStored(at, { ts: 1_795_392_000_000 + at * 300 }))
      const put = entries.map((entry, at) => searchableOf(entry, `teil ${at}`))
      storage.append({ ...growth(entries), search: { put, forget: [] } })
      const whole = found(storage, 'teil')
      expect(whole).toEqual(put.map(({ text }) => text).toReversed())
      const again = restart()
      const part = (before: number | undefined, downTo?: number) =>
        again.search({ ...everywhere, words: ['teil'], before, downTo, count: 10 })
      const first = part(undefined)
      const second = part(first.at(-1)?.place)
      const third = part(second.at(-1)?.place)
      expect([...first, ...second, ...third].map(({ text }) => text)).toEqual(whole)
      const late = makeStored(99, { ts: 1_795_399_000_000 })
      again.append({
        ...growth([late], entries.at(-1)),
        search: { put: [searchableOf(late, 'teil neu')], forget: [] }
      })
      expect(part(first.at(-1)?.place)).toEqual(second)
      expect(again.search({ ...everywhere, words: ['teil'], downTo: first.at(-1)?.place }).length).toBe(11)
    })

    test('[X5] an edit takes the place of the words, and when it is erased nothing of it is found', async () => {
      const { storage } = await make()
      const [post, edit] = [makeStored(0), makeStored(1)]
      storage.append({ ...growth([post]), search: { put: [searchableOf(post, 'alte Worte')], forget: [] } })
      const edited = searchableOf(post, 'neue Worte', { source: edit.hash })
      storage.append({ ...growth([edit], post), search: { put: [edited], forget: [] } })
      expect(found(storage, 'alte')).toEqual([])
      expect(found(storage, 'neue')).toEqual(['neue Worte'])
      expect(storage.searchable([post.hash])).toEqual(new Map([[post.hash, edit.hash]]))
      storage.append({ ...nothing, erase: [edit.hash] })
      expect(found(storage, 'worte')).toEqual([])
      expect(storage.searchable([post.hash])).toEqual(new Map())
    })

    test('[X2] what is erased, dropped or not here is not found, nor made findable later', async () => {
      const { storage } = await make()
      const [erased, dropped] = say(storage, ['eins weg', 'zwei weg'])
      if (erased === undefined || dropped === undefined) throw new Error('two were stored')
      storage.append({ ...nothing, erase: [erased.hash] })
      storage.append({ ...nothing, drop: [dropped.hash] })
      const put = [
        searchableOf(erased, 'eins weg'),
        searchableOf(dropped, 'zwei weg'),
        searchableOf(makeStored(9), 'weg')
      ]
      storage.append({ ...nothing, search: { put, forget: [] } })
      expect(found(storage, 'weg')).toEqual([])
    })

    test('[L10] a refused batch changes nothing that is found', async () => {
      const { storage } = await make()
      const [first] = say(storage, ['steht'])
      const late = { ...growth([makeStored(5)]), search: { put: [searchableOf(makeStored(5), 'kommt')], forget: [] } }
      expect(storage.append(late).ok).toBe(false)
      expect(found(storage, 'kommt')).toEqual([])
      storage.append({
        ...growth([makeStored(6)], first),
        search: { put: [searchableOf(makeStored(6), 'kommt')], forget: [] }
      })
      expect(found(storage, 'komm')).toEqual(['kommt'])
    })

    test('[X5] a note is found as a whole, by what stands in it now, and its words go with it', async () => {
      const { storage, restart } = await make()
      const pads = { put: [noteNo(0, 'Besuch Haustürschlüssel', 3)], forget: [], forgetIn: [] }
      storage.append({ ...nothing, search: { put: [], forget: [], pads } })
      expect(restart().search({ ...everywhere, words: wantedWords('türschl') })).toMatchObject([
        { pad: noteNo(0, '', 0).pad, conversation: lobbyChannel, text: 'Besuch Haustürschlüssel' }
      ])
      const next = { put: [noteNo(0, 'Besuch abgesagt', 4)], forget: [], forgetIn: [] }
      storage.append({ ...nothing, search: { put: [], forget: [], pads: next } })
      expect(found(storage, 'schlüssel')).toEqual([])
      expect(found(storage, 'abgesagt')).toEqual(['Besuch abgesagt'])
      expect(found(storage, 'abgesagt', { member: anna })).toEqual([])
      expect(found(storage, 'abgesagt', { hasFile: true })).toEqual([])
    })

    test('[X5] whatever is said, edited and erased: found is what a look at every message finds', async () => {
      const word = fc.constantFrom(
        'haus',
        'tür',
        'haustür',
        'Haustürschlüssel',
        'Straße',
        'strasse',
        'Muller',
        'Müller',
        'é',
        '12'
      )
      const said = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))
      const act = fc.oneof(
        fc.record({ type: fc.constant('say' as const), text: said, member: fc.constantFrom(anna, ben) }),
        fc.record({ type: fc.constant('edit' as const), place: fc.nat(20), text: said }),
        fc.record({ type: fc.constant('erase' as const), place: fc.nat(20) }),
        fc.record({ type: fc.constant('note' as const), pad: fc.nat(3), text: said, place: fc.nat(20) }),
        fc.record({ type: fc.constant('unnote' as const), pad: fc.nat(3) }),
        fc.record({ type: fc.constant('unnote all' as const), pad: fc.nat(1) })
      )
      const typed = fc.constantFrom('haus', 'tur', 'tuer', 'schlüss', 'strass', 'muller', 'müller', 'e', '1', 'türschl')
      await fc.assert(
        fc.asyncProperty(
          fc.array(act, { maxLength: 25 }),
          fc.array(typed, { minLength: 1, maxLength: 2 }),
          async (acts, words) => {
            const { storage } = await make()
            const model = new Map<EntryHash, Searchable>()
            const notes = new Map<string, SearchablePad>()
            const change = (pads: Partial<NonNullable<SearchChanges['pads']>>): void => {
              const search = { put: [], forget: [], pads: { put: [], forget: [], forgetIn: [], ...pads } }
              expect(storage.append({ ...nothing, search }).ok).toBe(true)
            }
            const entries: StoredEntry[] = []
            const grow = (put: (entry: StoredEntry) => Searchable): void => {
              const entry = makeStored(entries.length)
              const searchable = put(entry)
              storage.append({ ...growth([entry], entries.at(-1)), search: { put: [searchable], forget: [] } })
              entries.push(entry)
              model.set(searchable.message, searchable)
            }
            for (const each of acts) {
              const target = each.type === 'edit' || each.type === 'erase' ? entries[each.place] : undefined
              if (each.type === 'say') grow((entry) => searchableOf(entry, each.text, { member: each.member }))
              else if (each.type === 'edit') {
                const before = target === undefined ? undefined : model.get(target.hash)
                if (before !== undefined) grow((entry) => ({ ...before, text: each.text, source: entry.hash }))
              } else if (each.type === 'note') {
                const note = noteNo(each.pad, each.text, each.place)
                change({ put: [note] })
                notes.set(note.pad, note)
              } else if (each.type === 'unnote') {
                const { conversation, pad } = noteNo(each.pad, '', 0)
                change({ forget: [{ conversation, pad }] })
                notes.delete(pad)
              } else if (each.type === 'unnote all') {
                const scope = noteNo(each.pad, '', 0).conversation
                change({ forgetIn: [scope] })
                for (const note of [...notes.values()]) if (note.conversation === scope) notes.delete(note.pad)
              } else if (target !== undefined) {
                storage.append({ ...nothing, erase: [target.hash] })
                for (const one of [...model.values()])
                  if (one.message === target.hash || one.source === target.hash) model.delete(one.message)
              }
            }
            const wanted = wantedWords(words.join(' '))
            const expected = [...model.values()].filter(({ text }) => has(text, wanted)).sort((a, b) => b.ts - a.ts)
            const hits = storage.search({ ...everywhere, words: wanted })
            expect(hits.flatMap((hit) => (hit.pad === undefined ? [hit.message] : []))).toEqual(
              expected.map(({ message }) => message)
            )
            const noted = [...notes.values()].filter(({ text }) => has(text, wanted))
            expect(hits.flatMap((hit) => (hit.pad === undefined ? [] : [`${hit.pad} ${hit.text}`])).sort()).toEqual(
              noted.map(({ pad, text }) => `${pad} ${text}`).sort()
            )
            const here = storage.search({ ...everywhere, words: wanted, conversation: otherChannel })
            expect(here.every((hit) => hit.conversation === otherChannel)).toBe(true)
          }
        ),
        { numRuns: 60 }
      )
    })
  })
}

/** The meaning of finding, without any index. */
function has(text: string, wanted: readonly string[]): boolean {
  const tokens = tokensOf(text)
  return wanted.every((word) =>
    tokens.some((token) => token.startsWith(word) || (isFoundInside(word) && token.slice(3).includes(word)))
  )
}
