import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { concat, equalBytes, toHex } from '../../src/base/bytes.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../../src/base/codec.ts'
import { limits } from '../../src/base/limits.ts'
import { placeBetween, placesAround } from '../../src/chat/list-places.ts'
import { padBaseOf, padBaseValue } from '../../src/chat/pad-base.ts'
import { createPadDocument, type PadDocument } from '../../src/chat/pad-document.ts'
import { createPadDraft } from '../../src/chat/pad-draft.ts'
import { planOf, type PadStep } from '../../src/chat/pad-order.ts'
import {
  lengthOf,
  readPadUpdate,
  readPadVector,
  writePadUpdate,
  writePadVector,
  type PadPoint,
  type PadStruct
} from '../../src/chat/pad-update.ts'
import type { PadKind } from '../../src/chat/pads.ts'
import { hashNo } from './fixtures.ts'
import { createWriter, stepOf, type Writer } from './pad-writers.ts'

const nothing = new Map<number, number>()

/** What three people do, in which order, and when they hear of each other. */
const doings = fc.array(
  fc.record({
    who: fc.nat(2),
    what: fc.constantFrom(
      'type',
      'type',
      'type',
      'take',
      'save',
      'hear',
      'undo',
      'redo',
      'add',
      'tick',
      'move',
      'remove'
    ),
    place: fc.nat(40),
    words: fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
    /** Clocks differ: who saves later may say an earlier time. */
    skew: fc.integer({ min: -300, max: 300 })
  }),
  { minLength: 1, maxLength: 60 }
)

const twins = fc.array(fc.record({ of: fc.nat(40), at: fc.nat(60), skew: fc.integer({ min: -40, max: 40 }) }), {
  maxLength: 2
})

type Doing =
  typeof doings extends fc.Arbitrary<infer List> ? (List extends readonly (infer One)[] ? One : never) : never

function play(
  kind: PadKind,
  list: readonly Doing[]
): { readonly writers: readonly Writer[]; readonly steps: readonly PadStep[] } {
  const writers = [1, 2, 3].map((client) => createWriter(client, kind))
  const steps: PadStep[] = []
  const latest = new Map<number, number>()
  let hash = 0
  function save(writer: Writer, skew: number): void {
    hash += 10
    // Along one log times grow (L9).
    const at = Math.max(hash + skew, (latest.get(writer.client) ?? 0) + 1)
    const made = writer.save(hash, at)
    latest.set(writer.client, at + made.length)
    steps.push(...made)
  }
  for (const [index, { who, what, place, words, skew }] of list.entries()) {
    const writer = writers[who]
    if (writer === undefined) continue
    const items = writer.items()
    const item = items[place % Math.max(1, items.length)]?.id
    const text = kind === 'note' ? writer.text() : (items.find(({ id }) => id === item)?.text ?? '')
    const id = kind === 'note' ? 't' : item
    const at = place % (text.length + 1)
    if (what === 'type' && id !== undefined) writer.splice({ at, remove: 0, insert: words }, id)
    else if (what === 'take' && id !== undefined)
      writer.splice({ at, remove: Math.min(words.length, text.length - at), insert: '' }, id)
    else if (what === 'save') save(writer, skew)
    else if (what === 'hear') writer.hear(steps)
    else if (what === 'undo') writer.undo()
    else if (what === 'redo') writer.redo()
    else if (kind === 'note') continue
    else if (what === 'add') writer.add(`item${String(index).padStart(4, '0')}`, item, words)
    else if (item !== undefined && what === 'tick') writer.tick(item, place % 2 === 0)
    else if (item !== undefined && what === 'move') writer.move(item, items[(place + 1) % items.length]?.id)
    else if (item !== undefined && what === 'remove') writer.remove(item)
  }
  for (const writer of writers) save(writer, 0)
  for (const writer of writers) writer.hear(steps)
  return { writers, steps }
}

function built(
  kind: PadKind,
  portions: readonly (readonly PadStep[])[]
): { readonly said: string; readonly bytes: string } {
  const document = createPadDocument(kind)
  const known: PadStep[] = []
  for (const portion of portions) {
    known.push(...portion)
    document.project(known)
  }
  const said = JSON.stringify(kind === 'note' ? document.texts() : document.items())
  return { said, bytes: toHex(concat(...document.updates())) }
}

function decoded(value: Cbor): Cbor {
  const read = decodeCbor(encodeCbor(value))
  if (!read.ok) throw new Error('what was encoded is decoded')
  return read.value
}

describe('what becomes of a pad', () => {
  test.each(['note', 'list'] as const)('[P9] in any order and partition the steps of a %s make the same', (kind) => {
    fc.assert(
      fc.property(doings, fc.array(fc.nat(), { maxLength: 40 }), fc.nat(7), (list, dice, size) => {
        const { writers, steps } = play(kind, list)
        const shuffled = steps
          .map((step, index) => ({ step, key: dice[index % Math.max(1, dice.length)] ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ step }) => step)
        const portions = Array.from({ length: Math.ceil(shuffled.length / (size + 1)) }, (_, index) =>
          shuffled.slice(index * (size + 1), (index + 1) * (size + 1))
        )
        const whole = built(kind, [steps])
        expect(built(kind, portions).said).toBe(whole.said)
        const shown = writers.map((writer) => JSON.stringify(kind === 'note' ? writer.text() : writer.items()))
        expect(new Set(shown).size).toBe(1)
        expect(planOf(steps)).toMatchObject({ waiting: 0, full: false })
      }),
      { numRuns: 150 }
    )
  })

  test('[P9] somebody who is not heard any more leaves nothing behind that was not here before', () => {
    fc.assert(
      fc.property(doings, fc.nat(30), (list, from) => {
        const { steps } = play('note', list)
        // A fence: of this person no more than the first steps count, whenever the others came.
        const mine = steps.filter(({ client }) => client === 1).slice(from)
        const kept = steps.filter((step) => !mine.includes(step))
        const document = createPadDocument('note')
        document.project(steps)
        document.project(kept)
        expect(document.texts()).toEqual(JSON.parse(built('note', [kept]).said))
      }),
      { numRuns: 60 }
    )
  })

  test.each(['note', 'list'] as const)(
    '[P9] a %s that goes on from what was kept is the one that is made of all steps',
    (kind) => {
      let continued = 0
      fc.assert(
        fc.property(doings, fc.nat(40), fc.nat(3), twins, (list, cut, spare, twice) => {
          const alone = play(kind, list).steps
          // Some clocks are taken up twice, at another time, and who says so second may be heard first.
          const played = twice.reduce<readonly PadStep[]>((all, { of, at, skew }, index) => {
            const step = alone[of % alone.length]
            const twin = step && { ...step, hash: hashNo(90_000 + index), ts: step.ts + skew }
            return twin === undefined ? all : all.toSpliced(at % (all.length + 1), 0, twin)
          }, alone)
          // In their own order something is kept of the beginning more often.
          const steps = cut % 3 === 0 ? played : planOf(played).order
          const before = createPadDocument(kind)
          before.project(steps.slice(0, cut % (steps.length + 1)))
          const kept = before.base()
          const base = kept && padBaseOf(decoded(padBaseValue(kept)))
          expect(base).toEqual(kept)
          if (base === undefined) return
          // Some steps of the base are read again, since a page is read as a whole; all others are not.
          const rest = steps.filter(({ hash }, index) => !base.hashes.has(hash) || index % 4 < spare)
          const document = createPadDocument(kind)
          const projected = document.projectFrom(base, rest)
          if (projected === undefined) return
          continued += 1
          const whole = createPadDocument(kind)
          expect(projected).toMatchObject({ waiting: whole.project(steps).waiting, isLess: false })
          expect(kind === 'note' ? document.texts() : document.items()).toEqual(
            kind === 'note' ? whole.texts() : whole.items()
          )
          const ticked = (of: PadDocument): unknown =>
            of.items().map(({ doneAt }) => doneAt && of.writerOf(doneAt)?.member)
          expect(ticked(document)).toEqual(ticked(whole))
          expect(document.base()?.hashes).toEqual(new Set(planOf(steps).order.map(({ hash }) => hash)))
        }),
        { numRuns: 400 }
      )
      expect(continued).toBeGreaterThan(20)
    }
  )

  test('[P9] what belongs before the end of what was kept makes everything be read, and nothing of it stays', () => {
    const [anna, ben] = [createWriter(1), createWriter(2)]
    anna.splice({ at: 0, remove: 0, insert: 'Kran' })
    const kept = anna.save(10)
    ben.splice({ at: 0, remove: 0, insert: 'Beton' })
    const earlier = ben.save(5)
    const document = createPadDocument('note')
    document.project(kept)
    const base = document.base()
    const opened = createPadDocument('note')
    expect(opened.projectFrom(base, earlier)).toBeUndefined()
    expect(opened.project([...kept, ...earlier])).toMatchObject({ waiting: 0 })
    expect(opened.texts()).toEqual(JSON.parse(built('note', [[...kept, ...earlier]]).said))
    // A verdict moved: what was in the base does not count any more.
    const anew = createPadDocument('note')
    expect(anew.projectFrom(base, [])).toMatchObject({ isLess: false })
    expect(anew.project(earlier)).toMatchObject({ isLess: true })
    expect(anew.texts()).toEqual([{ id: 't', text: 'Beton' }])
  })

  test('[P9] what no editor writes is placed alike whoever goes back to what was remembered, and in a new draft', () => {
    // Both neighbours of the last one are the same unit: Yjs, which reads it together with the first one, puts it elsewhere.
    const said = (struct: Pick<PadStruct, 'clock' | 'origin' | 'root'>, text: string): PadStep => {
      const content = { type: 'text', text } as const
      const update = writePadUpdate({
        client: 9,
        structs: [{ ...struct, rightOrigin: struct.origin, content }],
        deletions: []
      })
      return stepOf(
        { vector: writePadVector(new Map([[9, struct.clock]])), update },
        { client: 9, hash: struct.clock + 1 }
      )
    }
    const strange = [
      said({ clock: 0, origin: undefined, root: { name: 't', key: undefined } }, 'abc'),
      said({ clock: 3, origin: { client: 9, clock: 1 }, root: undefined }, 'X')
    ]
    const ben = createWriter(2)
    const further = Array.from({ length: 80 }, (_, index) => {
      ben.splice({ at: 0, remove: 0, insert: '.' })
      return ben.save(10 * (index + 1))
    }).flat()
    const cem = createWriter(3)
    cem.splice({ at: 0, remove: 0, insert: 'between' })
    const steps = [...strange, ...further]
    const late = cem.save(10 * 75 + 1)
    const [whole] = JSON.parse(built('note', [[...steps, ...late]]).said)
    expect(whole.text).toContain('aXbc')
    const document = createPadDocument('note')
    document.project(steps)
    document.project([...steps, ...late])
    expect(document.texts()).toEqual([whole])
    const draft = createPadDraft('note', 4)
    for (const update of document.updates()) draft.apply(update)
    expect(draft.texts()).toEqual([whole])
  })

  test('[P9] what waits for ever keeps nobody from keeping the rest, and stands behind it once it can', () => {
    const [anna, ben] = [createWriter(1), createWriter(2)]
    anna.splice({ at: 0, remove: 0, insert: 'one' })
    const lacking = anna.save(4)
    anna.splice({ at: 0, remove: 0, insert: 'two' })
    const waiting = anna.save(2)
    ben.splice({ at: 0, remove: 0, insert: 'three' })
    const apart = ben.save(3)
    const document = createPadDocument('note')
    document.project([...waiting, ...apart])
    const base = document.base()
    expect([base?.hashes, base?.aside]).toEqual([new Set([hashNo(3)]), new Set([hashNo(2)])])
    const later = createPadDocument('note')
    expect(later.projectFrom(base, waiting)).toMatchObject({ waiting: 1, added: [] })
    expect(later.projectFrom(base, [...waiting, ...lacking])).toMatchObject({ waiting: 0, isLess: false })
    expect(later.texts()).toEqual(JSON.parse(built('note', [[...lacking, ...waiting, ...apart]]).said))
    expect(later.base()).toMatchObject({ hashes: new Set([3, 4, 2].map(hashNo)), aside: new Set() })
  })

  test('[P9] what takes up clocks that a kept state has from another one may have been the first: all is read', () => {
    const said = (words: string, hash: number): PadStep[] => {
      const writer = createWriter(1)
      writer.splice({ at: 0, remove: 0, insert: words })
      return writer.save(hash)
    }
    const [earlier, later, latest] = [said('this', 1), said('that', 2), said('what', 3)]
    const document = createPadDocument('note')
    document.project([...later, ...latest])
    const base = document.base()
    expect(base?.aside).toEqual(new Set([hashNo(3)]))
    const opened = createPadDocument('note')
    expect(opened.projectFrom(base, [...later, ...latest])).toMatchObject({ added: [], isLess: false })
    expect(opened.texts()).toEqual([{ id: 't', text: 'that' }])
    expect(opened.projectFrom(base, [...earlier, ...later, ...latest])).toBeUndefined()
  })

  test('[P9] what had no room in a full pad has none in what was kept of it, and a further change makes all be read', () => {
    const [anna, ben] = [createWriter(1), createWriter(2)]
    for (let index = 0; index < 209; index += 1) {
      anna.splice({ at: 0, remove: 0, insert: 'x'.repeat(20_000) })
      anna.save(10 * index + 1)
    }
    anna.splice({ at: 0, remove: 0, insert: 'y'.repeat(20_000) })
    const tooMuch = anna.save(9000)
    ben.splice({ at: 0, remove: 0, insert: 'z' })
    const small = ben.save(9001)
    const document = createPadDocument('note')
    document.project([...anna.steps, ...small])
    const base = document.base()
    expect(base).toMatchObject({ full: true, aside: new Set([...tooMuch, ...small].map(({ hash }) => hash)) })
    const opened = createPadDocument('note')
    // Alone it would have room.
    expect(opened.projectFrom(base, small)).toMatchObject({ full: true, added: [] })
    expect(opened.texts()).toEqual(document.texts())
    const cem = createWriter(3)
    cem.splice({ at: 0, remove: 0, insert: 'late' })
    expect(opened.projectFrom(base, cem.save(9002))).toBeUndefined()
  })

  test('[P9] a base that is damaged is none', () => {
    const writer = createWriter(1)
    writer.splice({ at: 0, remove: 0, insert: 'one' })
    const steps = writer.save(1)
    const document = createPadDocument('note')
    document.project(steps)
    const base = document.base()
    expect(base?.hashes.size).toBe(1)
    expect(padBaseOf([1, 2, 3])).toBeUndefined()
    const damaged = base && { ...base, bytes: Uint8Array.of(1, 9, 9, 9) }
    const opened = createPadDocument('note')
    expect(opened.projectFrom(damaged, [])).toBeUndefined()
    opened.project(steps)
    expect(opened.texts()).toEqual([{ id: 't', text: 'one' }])
  })

  test('[P9] what lacks a predecessor waits, and Yjs holds nothing back by itself', () => {
    const writer = createWriter(1)
    const other = createWriter(2)
    writer.splice({ at: 0, remove: 0, insert: 'one' })
    const first = writer.save(1)
    other.hear(first)
    other.splice({ at: 3, remove: 0, insert: ' two' })
    const second = other.save(2)
    const document = createPadDocument('note')
    expect(document.project(second)).toEqual({ added: [], isLess: false, waiting: 1, full: false })
    expect(document.texts()).toEqual([{ id: 't', text: '' }])
    expect(document.project([...second, ...first])).toMatchObject({ waiting: 0 })
    expect(document.texts()).toEqual([{ id: 't', text: 'one two' }])
  })

  test('[P9] of two steps that take up the same clocks one counts, and the same one everywhere', () => {
    const said = (words: string, hash: number): PadStep => {
      const writer = createWriter(1)
      writer.splice({ at: 0, remove: 0, insert: words })
      return writer.save(hash)[0] as PadStep
    }
    const [earlier, later] = [said('this', 1), said('that', 2)]
    const bytes = [[[later], [earlier]], [[earlier], [later]], [[later, earlier]]].map((order) => built('note', order))
    expect(new Set(bytes.map((each) => each.bytes)).size).toBe(1)
    expect(bytes[0]?.said).toContain('this')
  })

  test('[P9] a pad that holds all it may says so and takes no more', () => {
    const writer = createWriter(1)
    const steps: PadStep[] = []
    for (let index = 0; steps.reduce((sum, { update }) => sum + update.length, 0) <= limits.padBytesMax; index += 1) {
      writer.splice({ at: 0, remove: 0, insert: 'x'.repeat(20_000) })
      steps.push(...writer.save(10 * index + 1))
    }
    const plan = planOf(steps)
    expect(plan).toMatchObject({ full: true })
    expect(plan.order.length).toBe(steps.length - 1)
  })
})

describe('a draft', () => {
  test('[P10] a long text goes out in pieces that keep the bounds, no character cut in two', () => {
    const writer = createWriter(1)
    const words = '🦊ä'.repeat(30_000)
    writer.splice({ at: 0, remove: 0, insert: words })
    const steps = writer.save(1)
    expect(steps.length).toBeGreaterThan(5)
    expect(steps.every(({ update }) => update.length <= limits.padUpdateBytesMax)).toBe(true)
    expect(JSON.parse(built('note', [steps]).said)).toEqual([{ id: 't', text: words }])
    writer.splice({ at: 0, remove: words.length, insert: '' })
    steps.push(...writer.save(100))
    writer.undo()
    steps.push(...writer.save(200))
    expect(JSON.parse(built('note', [steps]).said)).toEqual([{ id: 't', text: words }])
  }, 20_000)

  test('[P10] what was taken back before it went out is in no operation', () => {
    const writer = createWriter(1)
    writer.splice({ at: 0, remove: 0, insert: 'secret' })
    writer.splice({ at: 0, remove: 6, insert: '' })
    writer.splice({ at: 0, remove: 0, insert: 'public' })
    const said = writer.save(1).map(({ update }) => new TextDecoder('latin1').decode(update))
    expect(said.join('')).toContain('public')
    expect(said.join('')).not.toContain('secret')
  })

  test('[P10] undoing takes back what this person did, and nothing of others', () => {
    const [anna, bert] = [createWriter(1), createWriter(2)]
    anna.splice({ at: 0, remove: 0, insert: 'milk' })
    bert.hear(anna.save(1))
    bert.splice({ at: 4, remove: 0, insert: ' and eggs' })
    anna.hear(bert.save(10))
    anna.undo()
    expect(anna.text()).toBe(' and eggs')
    anna.redo()
    expect(anna.text()).toBe('milk and eggs')
    bert.undo()
    expect(bert.text()).toBe('milk')
  })

  test('[P10] ticks, new items and moves of two people at once all stand', () => {
    const [anna, bert] = [createWriter(1, 'list'), createWriter(2, 'list')]
    anna.add('item0001', undefined, 'milk')
    anna.add('item0002', 'item0001', 'eggs')
    bert.hear(anna.save(1))
    anna.tick('item0001', true)
    anna.move('item0001', 'item0002')
    bert.splice({ at: 4, remove: 0, insert: ', fresh' }, 'item0001')
    bert.add('item0003', 'item0002', 'bread')
    const [mine, theirs] = [anna.save(10), bert.save(20)]
    anna.hear(theirs)
    bert.hear(mine)
    expect(anna.items()).toEqual(bert.items())
    expect(anna.items()).toContainEqual({ id: 'item0001', text: 'milk, fresh', done: true })
    expect(
      anna
        .items()
        .map(({ text }) => text)
        .sort()
    ).toEqual(['bread', 'eggs', 'milk, fresh'])
  })

  test('[P10] between two places of a list there is always another', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 80 }), (dice) => {
        const places: string[] = []
        for (const die of dice) {
          const index = die % (places.length + 1)
          places.splice(index, 0, placeBetween(places[index - 1], places[index]))
        }
        expect(places.toSorted()).toEqual(places)
        expect(new Set(places).size).toBe(places.length)
      })
    )
    const behind: string[] = []
    for (let index = 0; index < limits.padItemsMax; index += 1) behind.push(placeBetween(behind.at(-1), undefined))
    expect(Math.max(...behind.map((place) => place.length))).toBeLessThanOrEqual(64)
  })
})

describe('room in a list', () => {
  /** A list in which a further item stands where the dice say, as long as they say. */
  function grown(places: string[], at: number): string[] {
    const { from, words } = placesAround(places, at)
    return places.toSpliced(from, words.length - 1, ...words)
  }
  const isPlace = (word: string): boolean => /^[0-9A-Za-z]{1,64}$/.test(word)

  test('[P10] thousands of items between the same two leave every word within its bound and in its order', () => {
    for (const where of [0, 1, 2]) {
      let places = ['K', 'U', 'a', 'k'].map((letter) => letter)
      for (let index = 0; index < 2000; index += 1) {
        places = grown(places, where)
        // The one that stands nearest goes again, so that the list stays as long as a list may be.
        if (places.length > 40) places = places.toSpliced(where + 1, 1)
        expect(places.every(isPlace)).toBe(true)
        expect(places.toSorted()).toEqual(places)
        expect(new Set(places).size).toBe(places.length)
      }
    }
  })

  test('[P10] wherever something is put, also between words of strangers, it stands there and nothing changes its order', () => {
    const word = fc.stringMatching(/^[0-9A-Za-z]{1,64}$/)
    const hostile = fc.oneof(word, fc.constantFrom('0', '00', 'z'.repeat(64), '0'.repeat(64), `${'0'.repeat(63)}1`))
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 30 }), (given, dice) => {
        let places = given.toSorted()
        for (const die of dice) {
          const at = die % (places.length + 1)
          const { from, words } = placesAround(places, at)
          const next = places.toSpliced(from, words.length - 1, ...words)
          expect(next.length).toBe(places.length + 1)
          expect(words.every(isPlace)).toBe(true)
          const own = next[at] ?? ''
          expect((next[at - 1] ?? '') < own && own < (next[at + 1] ?? '~')).toBe(true)
          expect(next.toSorted()).toEqual(next)
          places = next
        }
      })
    )
  })

  test('[P10] an item is moved to the top a thousand times, and everybody sees it there', () => {
    const [anna, bert] = [createWriter(1, 'list'), createWriter(2, 'list')]
    anna.add('item0001', undefined, 'milk')
    anna.add('item0002', 'item0001', 'eggs')
    for (let index = 0; index < 1000; index += 1) anna.move(index % 2 === 0 ? 'item0002' : 'item0001', undefined)
    bert.hear(anna.save(1))
    expect(bert.items().map(({ text }) => text)).toEqual(['milk', 'eggs'])
    anna.move('item0002', undefined)
    bert.hear(anna.save(5000))
    expect(bert.items().map(({ text }) => text)).toEqual(['eggs', 'milk'])
  })
})

describe('bytes from outside', () => {
  /** An update as Yjs writes it of what a function does to a fresh document under client 7. */
  function made(change: (doc: Y.Doc) => void): Uint8Array {
    const doc = new Y.Doc()
    doc.clientID = 7
    change(doc)
    return Y.encodeStateAsUpdate(doc)
  }
  const typed = made((doc) => doc.getText('t').insert(0, 'words'))

  test('[P9] what Yjs writes of a text is read, and written again to the same bytes', () => {
    const change = readPadUpdate(typed, nothing)
    expect(change).toMatchObject({ client: 7, structs: [{ clock: 0, content: { type: 'text', text: 'words' } }] })
    expect(change && equalBytes(writePadUpdate(change), typed)).toBe(true)
    const vector = new Map([
      [7, 5],
      [2 ** 52, 3]
    ])
    expect(readPadVector(writePadVector(vector))).toEqual(vector)
  })

  const far = Uint8Array.from([1, 1, 66, 128, 128, 128, 128, 128, 32, 4, 1, 1, 116, 1, 97, 0])
  const ranges = Uint8Array.from([0, 1, 1, 192, 154, 12, ...Array.from({ length: 200_000 }, () => [0, 1]).flat()])
  test.each([
    ['Y1 a value of another map', made((doc) => doc.getMap('e').set('key', 'mine'))],
    ['Y2 a type within a type', made((doc) => doc.getMap('c').set('item0001o', new Y.Map([['text', 'mine']])))],
    ['Y3 a text in a root that is nobody’s', made((doc) => doc.getText('page').insert(0, 'words'))],
    ['Y4 clocks that are taken', typed],
    ['Y5 a clock of 2^40', far],
    ['Y5 200,000 ranges to delete', ranges],
    ['Y6 what builds on the unknown', Uint8Array.from([1, 1, 7, 0, 0x84, 9, 3, 1, 97, 0])],
    ['a struct of the kind that only frees memory', Uint8Array.from([1, 1, 7, 0, 0, 1, 0])],
    ['a gap', Uint8Array.from([1, 1, 7, 0, 10, 1, 0])],
    ['formats', made((doc) => doc.getText('t').insert(0, 'words', { bold: true }))],
    ['a picture in the text', made((doc) => doc.getText('t').insertEmbed(0, { image: 'x' }))],
    ['a subdocument', made((doc) => doc.getMap('c').set('item0001o', new Y.Doc()))],
    ['values of other kinds', made((doc) => doc.getMap('c').set('item0001o', [[[1]]]))],
    ['nothing at all', Uint8Array.from([0, 0])],
    ['something behind the end', Uint8Array.from([...typed, 0])],
    ['a number in a longer form', Uint8Array.from([0x81, 0, ...typed.slice(1)])],
    ['ranges that are not there', Uint8Array.from([0, 1, 9, 1, 0, 4])]
  ])('[P9] %s: refused before Yjs sees it', (what, update) => {
    expect(readPadUpdate(update, what.startsWith('Y4') ? new Map([[7, 2]]) : nothing)).toBeUndefined()
  })

  test('[P9] what is deleted is there to its last unit, and no change is longer than it may be', () => {
    const known = new Map([[9, 3]])
    const deleting = (length: number): Uint8Array => Uint8Array.from([0, 1, 9, 1, 0, length])
    expect(readPadUpdate(deleting(3), known)?.deletions).toEqual([{ client: 9, clock: 0, length: 3 }])
    expect(readPadUpdate(deleting(4), known)).toBeUndefined()
    const words = (bytes: number): Uint8Array => made((doc) => doc.getText('t').insert(0, 'a'.repeat(bytes)))
    expect(readPadUpdate(words(limits.padUpdateBytesMax - 100), nothing)?.structs).toHaveLength(1)
    expect(readPadUpdate(words(limits.padUpdateBytesMax), nothing)).toBeUndefined()
  })

  test('[P9] hostile bytes are read without a throw, and 10,000 of them in a moment', () => {
    const { steps } = play('list', [])
    const list = createWriter(3, 'list')
    list.add('item0001', undefined, 'milk')
    list.tick('item0001', true)
    const samples = [typed, ...steps.map(({ update }) => update), ...list.save(1).map(({ update }) => update)]
    const before = performance.now()
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        fc.uint8Array({ maxLength: 40 }),
        (which, changes, tail) => {
          const bytes = Uint8Array.from([...(samples[which % samples.length] ?? []), ...(which % 3 === 0 ? tail : [])])
          for (const [place, value] of changes) bytes[place % bytes.length] = value
          const change = readPadUpdate(bytes, nothing)
          if (change !== undefined) expect(equalBytes(writePadUpdate(change), bytes)).toBe(true)
          readPadVector(bytes)
        }
      ),
      { numRuns: 10_000 }
    )
    expect(performance.now() - before).toBeLessThan(20_000)
  }, 30_000)

  test('[P9] whatever passes leaves Yjs whole: nothing pending, the same text in every order', () => {
    const point = fc.record({ client: fc.constantFrom(1, 2), clock: fc.nat(12) })
    const content = fc.oneof(
      fc.string({ minLength: 1, maxLength: 4 }).map((text) => ({ type: 'text', text }) as const),
      fc.integer({ min: 1, max: 4 }).map((length) => ({ type: 'gone', length }) as const),
      fc
        .array(fc.constantFrom(true, false, 'V', 'Vz'), { minLength: 1, maxLength: 2 })
        .map((values) => ({ type: 'values', values }) as const)
    )
    const struct = fc.record({
      origin: fc.option(point, { nil: undefined }),
      rightOrigin: fc.option(point, { nil: undefined }),
      key: fc.constantFrom(undefined, 'item0001o', 'item0001d'),
      content
    })
    const deletion = fc.record({
      client: fc.constantFrom(1, 2),
      clock: fc.nat(12),
      length: fc.integer({ min: 1, max: 5 })
    })
    const hostile = fc.array(
      fc.record({
        client: fc.constantFrom(1, 2),
        structs: fc.array(struct, { maxLength: 4 }),
        deletions: fc.array(deletion, { maxLength: 1 })
      }),
      { minLength: 1, maxLength: 8 }
    )
    let passed = 0
    let kept = 0
    fc.assert(
      fc.property(hostile, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (list, dice) => {
        const reached = new Map<number, number>()
        const steps = list.flatMap(({ client, structs, deletions }, index): readonly PadStep[] => {
          let clock = reached.get(client) ?? 0
          /** Bent to what is there: most of what chance makes up would be refused at once. */
          const bent = (point: PadPoint | undefined): PadPoint | undefined => {
            if (point === undefined) return undefined
            const known = point.client === client ? clock : (reached.get(point.client) ?? 0)
            return known === 0 ? undefined : { client: point.client, clock: point.clock % known }
          }
          const placed = structs.map(({ key, content: said, ...points }) => {
            const each = { origin: bent(points.origin), rightOrigin: bent(points.rightOrigin), content: said }
            const isRooted = each.origin === undefined && each.rightOrigin === undefined
            const root = isRooted ? { name: key === undefined ? 'iitem0001' : 'c', key } : undefined
            const at = clock
            clock += lengthOf(said)
            return { ...each, clock: at, root }
          })
          const vector = writePadVector(reached)
          const author = placed.length === 0 ? undefined : client
          const gone = deletions.flatMap((each) => {
            const known = each.client === author ? clock : (reached.get(each.client) ?? 0)
            return known === 0 ? [] : [{ ...each, clock: each.clock % known, length: 1 }]
          })
          const update = writePadUpdate({ client: author, structs: placed, deletions: gone })
          if (readPadUpdate(update, new Map(reached)) === undefined) return []
          reached.set(client, clock)
          return [stepOf({ vector, update }, { client, hash: index + 1 })]
        })
        passed += steps.length
        const shuffled = steps
          .map((step, index) => ({ step, key: dice[index] ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ step }) => [step])
        const whole = built('list', [steps])
        expect(built('list', shuffled).said).toBe(whole.said)
        const ordered = planOf(steps).order
        const half = createPadDocument('list')
        half.project(ordered.slice(0, ordered.length / 2))
        const base = half.base()
        const continued = createPadDocument('list')
        if (base !== undefined && continued.projectFrom(base, ordered) !== undefined) {
          kept += 1
          expect(JSON.stringify(continued.items())).toBe(whole.said)
        }
        const doc = new Y.Doc()
        for (const { update } of ordered) Y.applyUpdate(doc, update)
        expect(doc.store.pendingStructs).toBeNull()
        expect(doc.store.pendingDs).toBeNull()
      }),
      { numRuns: 400 }
    )
    expect(passed).toBeGreaterThan(400)
    expect(kept).toBeGreaterThan(40)
  })
})
