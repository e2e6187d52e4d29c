import { describe, expect, test } from 'vitest'
import type { ConversationId, MemberId } from '../../src/base/ids.ts'
import { err, ok } from '../../src/base/result.ts'
import type { Operation } from '../../src/chat/operations.ts'
import { newPadId } from '../../src/chat/pads.ts'
import { isOpen, mayActOn, mayCount, pageOf, type ConversationKind, type EntryFacts } from '../../src/chat/rules.ts'
import { conversationNo, deviceNo, hashNo, memberNo, page, start, week } from './fixtures.ts'

const kinds: readonly ConversationKind[] = ['directory', 'channel', 'direct', 'self', 'group']
const here = conversationNo(1)
const elsewhere = conversationNo(2)

function facts(more: Partial<EntryFacts> = {}): EntryFacts {
  return {
    kind: 'channel',
    conversation: here,
    member: memberNo(1),
    device: deviceNo(11),
    takesPart: true,
    page,
    ts: start,
    target: undefined,
    invitingDevice: () => undefined,
    clientIn: () => 7,
    ...more
  }
}

const note = newPadId(page, 'note', new Uint8Array(11))
const list = newPadId(page, 'list', new Uint8Array(11))

const operations = {
  post: { type: 'post', text: '', reply: hashNo(1), files: [], ttl: 0 },
  edit: { type: 'edit', target: hashNo(1), text: '' },
  delete: { type: 'delete', targets: [hashNo(1)], destroy: true },
  react: { type: 'react', target: hashNo(1), emoji: 'x', on: true },
  pin: { type: 'pin', target: hashNo(1), on: true },
  'read-mark': { type: 'read-mark', conversation: elsewhere, ts: 1, hash8: '00'.repeat(8) },
  profile: { type: 'profile', name: '', about: '', picture: undefined },
  'message-mark': { type: 'message-mark', conversation: conversationNo(9), target: hashNo(1), kind: 1, on: true },
  poll: { type: 'poll', question: '', options: ['', ''], several: false, closes: 0 },
  vote: { type: 'vote', target: hashNo(1), choices: [] },
  timer: { type: 'timer', seconds: 0 },
  title: { type: 'title', conversation: elsewhere, name: '', purpose: '' },
  lobby: { type: 'lobby', invitation: hashNo(1), secret: new Uint8Array(32) },
  'expected-guest': { type: 'expected-guest', invitation: hashNo(1) },
  verified: { type: 'verified', member: memberNo(2), digits: '0'.repeat(24) },
  setting: { type: 'setting', name: '', value: 0 },
  picture: { type: 'picture', of: elsewhere, picture: undefined },
  'shared-mark': { type: 'shared-mark', ts: 1, hash8: '00'.repeat(8), on: true },
  'device-name': { type: 'device-name', name: '' },
  pad: { type: 'pad', pad: note, vector: Uint8Array.of(0), update: Uint8Array.of(1, 1, 7, 0, 4, 1, 1, 116, 1, 97, 0) },
  'pad-title': { type: 'pad-title', pad: note, name: '', on: true },
  unknown: { type: 'unknown', code: 99 }
} satisfies Record<Operation['type'], Operation>

/** The column "where" of C1. */
const placesByType: Record<Operation['type'], readonly ConversationKind[]> = {
  post: kinds,
  edit: kinds,
  delete: kinds,
  react: kinds,
  pin: kinds,
  'read-mark': ['self'],
  profile: ['directory', 'direct', 'self', 'group'],
  poll: kinds,
  vote: kinds,
  timer: kinds,
  title: ['directory'],
  picture: ['directory'],
  lobby: ['directory'],
  'expected-guest': ['group'],
  verified: ['self'],
  setting: ['self'],
  'shared-mark': ['direct', 'group'],
  'device-name': ['directory', 'direct', 'self', 'group'],
  'message-mark': ['self'],
  pad: ['channel', 'direct', 'self', 'group'],
  'pad-title': ['channel', 'direct', 'self', 'group'],
  unknown: kinds
}
const all = Object.values(operations)
const withTarget: ReadonlySet<string> = new Set(['edit', 'delete', 'react', 'pin', 'vote'])

describe('where and by whom', () => {
  test.each(all)('[C1] $type counts in the conversations of its row and nowhere else', (operation) => {
    const counting = kinds.filter((kind) => mayCount(operation, facts({ kind, invitingDevice: () => deviceNo(11) })).ok)
    expect(counting).toEqual(placesByType[operation.type])
  })

  test('[C24] a group has its own picture and no other', () => {
    expect(mayCount({ ...operations.picture, of: here }, facts({ kind: 'group' }))).toEqual(ok(undefined))
    expect(mayCount(operations.picture, facts({ kind: 'group' }))).toEqual(err('wrong-conversation'))
    expect(mayCount({ ...operations.picture, of: here }, facts({ kind: 'channel' })).ok).toBe(false)
  })

  test('[C26] a member shows its picture wherever it says its name, and nobody shows it another', () => {
    const own = { ...operations.picture, of: memberNo(1) }
    const placesOf = (operation: Operation): readonly ConversationKind[] =>
      kinds.filter((kind) => mayCount(operation, facts({ kind })).ok)
    expect(placesOf(own)).toEqual(placesByType.profile)
    // In the directory it would be the picture of a conversation that nobody has (C24).
    expect(placesOf({ ...own, of: memberNo(2) })).toEqual(['directory'])
  })

  test('[C26] the picture of a member is at most half as large as that of a conversation', () => {
    const pictureOf = (length: number, of: ConversationId | MemberId): Operation => ({
      type: 'picture',
      of,
      picture: new Uint8Array(length)
    })
    const verdictOf = (operation: Operation): unknown => mayCount(operation, facts({ kind: 'directory' }))
    expect(verdictOf(pictureOf(12 * 1024, memberNo(1)))).toEqual(ok(undefined))
    expect(verdictOf(pictureOf(12 * 1024 + 1, memberNo(1)))).toEqual(err('too-large'))
    expect(verdictOf(pictureOf(12 * 1024 + 1, elsewhere))).toEqual(ok(undefined))
  })

  test('[C1] a group titles itself and no other', () => {
    expect(mayCount({ ...operations.title, conversation: here }, facts({ kind: 'group' }))).toEqual(ok(undefined))
    expect(mayCount(operations.title, facts({ kind: 'group' }))).toEqual(err('wrong-conversation'))
    expect(mayCount({ ...operations.title, conversation: here }, facts({ kind: 'channel' })).ok).toBe(false)
  })

  test.each(all)('[C1] $type of somebody who does not take part counts nowhere', (operation) => {
    const verdicts = kinds.map((kind) => mayCount(operation, facts({ kind, takesPart: false })))
    expect(verdicts).toEqual(kinds.map(() => err('not-taking-part')))
  })

  test.each([
    [operations.lobby, 'directory'],
    [operations['expected-guest'], 'group']
  ] as const)(
    '[C1] [I25] what stands on an invitation (%j) counts from the inviting device alone, and waits for the invitation',
    (operation, kind) => {
      const verdictOf = (invitingDevice: EntryFacts['invitingDevice']): unknown =>
        mayCount(operation, facts({ kind, invitingDevice }))
      expect(verdictOf((hash) => (hash === hashNo(1) ? deviceNo(11) : undefined))).toEqual(ok(undefined))
      expect(verdictOf(() => deviceNo(12))).toEqual(err('not-the-inviting-device'))
      expect(verdictOf(() => undefined)).toEqual(err('invitation-unknown'))
    }
  )
})

describe('pads', () => {
  const inList = { ...operations.pad, pad: list }

  test('[P9] a change counts under the client id of its own device, in the roots of its kind of pad', () => {
    expect(mayCount(operations.pad, facts())).toEqual(ok(undefined))
    expect(mayCount(operations.pad, facts({ clientIn: () => 8 }))).toEqual(err('not-of-this-pad'))
    expect(mayCount(inList, facts())).toEqual(err('not-of-this-pad'))
    expect(mayCount({ ...operations.pad, update: Uint8Array.of(0, 0) }, facts())).toEqual(err('not-of-this-pad'))
  })

  test('[P9] nothing counts in a pad that is to begin later', () => {
    const later = newPadId(page + 1, 'note', new Uint8Array(11))
    expect(mayCount({ ...operations.pad, pad: later }, facts())).toEqual(err('wrong-page'))
    expect(mayCount({ ...operations['pad-title'], pad: later }, facts())).toEqual(err('wrong-page'))
  })
})

describe('targets', () => {
  const own = { member: memberNo(1), page }
  const foreign = { member: memberNo(2), page }

  test.each(all.filter(({ type }) => withTarget.has(type)))('[C2] $type of an entry by somebody else', (operation) => {
    const ownOnly = operation.type === 'edit' || operation.type === 'delete'
    expect(mayCount(operation, facts({ target: own }))).toEqual(ok(undefined))
    expect(mayCount(operation, facts({ target: foreign }))).toEqual(ownOnly ? err('not-the-author') : ok(undefined))
    expect(mayActOn(operation, { author: memberNo(1), target: memberNo(2) })).toBe(!ownOnly)
  })

  test('[C3] another device of the same member edits and deletes as well', () => {
    const verdict = mayCount(operations.edit, facts({ device: deviceNo(12), target: own }))
    expect(verdict).toEqual(ok(undefined))
  })

  test('[T3] no fact of a level is asked for: what needs one is no content', () => {
    const asked = new Set<PropertyKey>()
    const watched = new Proxy(facts({ kind: 'directory', target: foreign }), {
      get: (target, key, receiver) => (asked.add(key), Reflect.get(target, key, receiver) as unknown)
    })
    for (const operation of all.filter(({ type }) => withTarget.has(type))) mayCount(operation, watched)
    expect([...asked].sort()).toEqual(['conversation', 'kind', 'member', 'page', 'takesPart', 'target', 'ts'])
  })
})

describe('pages', () => {
  test('[P1] a page is a week of 604 800 000 ms since 1970', () => {
    expect(pageOf(1795392000014)).toBe(2968)
    expect([0, 604_799_999, 604_800_000].map(pageOf)).toEqual([0, 0, 1])
  })

  test.each(all.filter(({ type }) => !withTarget.has(type) && type !== 'unknown'))(
    '[P1] $type stands in the week of its time',
    (operation) => {
      const kind = placesByType[operation.type][0] ?? 'channel'
      const verdictAt = (ts: number): unknown =>
        mayCount(operation, facts({ kind, ts, invitingDevice: () => deviceNo(11) }))
      expect(verdictAt(start + week - 1)).toEqual(ok(undefined))
      expect(verdictAt(start + week)).toEqual(err('wrong-page'))
      expect(verdictAt(start - 1)).toEqual(err('wrong-page'))
    }
  )

  test.each(all.filter(({ type }) => withTarget.has(type)))(
    '[P1] $type stands in the page of its target',
    (operation) => {
      const later = { ts: start + 9 * week }
      expect(mayCount(operation, facts({ ...later, target: { member: memberNo(1), page } }))).toEqual(ok(undefined))
      expect(mayCount(operation, facts({ ...later, target: { member: memberNo(1), page: page + 9 } }))).toEqual(
        err('wrong-page')
      )
      expect(mayCount(operation, facts(later))).toEqual(ok(undefined))
    }
  )

  test('[E4] of an unknown operation nobody can tell whether it has a target: it may stand anywhere', () => {
    expect(mayCount(operations.unknown, facts({ ts: start + 9 * week }))).toEqual(ok(undefined))
  })
})

test('[C1] votes count up to the moment the poll closes', () => {
  const poll = { ...operations.poll, closes: 1000 }
  expect([999, 1000, 1001].map((ts) => isOpen(poll, ts))).toEqual([true, true, false])
  expect(isOpen(operations.poll, Number.MAX_SAFE_INTEGER)).toBe(true)
})
