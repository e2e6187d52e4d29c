// The rules of deleting, C3, C4 and C6 once more, with everything looked up anew each time: what the timeline is compared with.

import { compareIds, type EntryHash } from '../../src/base/ids.ts'
import type { Authority } from '../../src/chat/deletion.ts'
import type { Message } from '../../src/chat/message.ts'
import { readOperation } from '../../src/chat/operation-bytes.ts'
import type { Operation } from '../../src/chat/operations.ts'
import type { Row } from '../../src/chat/rows.ts'
import { week } from './fixtures.ts'

interface Read {
  readonly row: Row
  readonly operation: Operation | undefined
}

/** Messages of a page whose deletes form no circle. */
export function messagesByTheBook(rows: readonly Row[], page: number, authority: Authority): readonly Message[] {
  const reads = rows.map((row): Read => {
    const read = row.content.type === 'operation' ? readOperation(row.content.operation) : undefined
    return { row, operation: read?.ok === true ? read.value : undefined }
  })
  const ascending = [...reads].sort((a, b) => a.row.ts - b.row.ts || compareIds(a.row.hash, b.row.hash))

  const isDeleted = (hash: EntryHash, path: readonly EntryHash[]): boolean => {
    const row = rows.find((one) => one.hash === hash)
    if (row === undefined || path.includes(hash)) return false
    const moderated = authority.moderations.some(
      ({ targets, level }) => targets.includes(hash) && authority.levelOf(row.member) < level
    )
    const deleted = reads.some(
      (one) =>
        one.operation?.type === 'delete' &&
        one.operation.targets.includes(hash) &&
        one.row.member === row.member &&
        !isDeleted(one.row.hash, [...path, hash])
    )
    return moderated || deleted
  }

  const messages: Message[] = []
  for (const { row, operation } of ascending) {
    const { hash, member, device, ts, content } = row
    const inItsWeek = Math.floor(ts / week) === page
    const says = content.type === 'operation' ? operation?.type : content.type
    const isLine =
      says === 'post' || says === 'poll' || (inItsWeek && ['unknown', 'sealed', 'erased'].includes(says ?? ''))
    if (!isLine) continue
    const deleted = isDeleted(hash, [])
    if (says === 'erased' && !deleted) continue
    const isSilent = reads.some(
      (one) =>
        one.operation?.type === 'delete' &&
        one.operation.silent === true &&
        one.operation.targets.includes(hash) &&
        one.row.member === member &&
        !isDeleted(one.row.hash, [hash])
    )
    if (deleted && isSilent) continue
    const acting = deleted ? [] : ascending.filter((one) => !isDeleted(one.row.hash, []))
    const type = deleted ? 'deleted' : says === 'unknown' || says === 'sealed' ? says : 'message'
    messages.push({
      ...{ hash, member, device, ts, type },
      ...(type === 'message' && operation !== undefined ? bodyOf({ row, operation }, acting) : empty)
    })
  }
  return messages
}

type Body = Omit<Message, 'hash' | 'member' | 'device' | 'ts' | 'type'>

const empty: Body = {
  text: '',
  edited: false,
  reply: undefined,
  mentions: [],
  reactions: [],
  pinned: false,
  files: [],
  poll: undefined,
  expires: undefined,
  once: false,
  forwarded: false
}

function bodyOf(
  { row, operation }: { readonly row: Row; readonly operation: Operation },
  acting: readonly Read[]
): Body {
  let body: Body = empty
  if (operation.type === 'post') {
    const expires = operation.ttl === 0 ? undefined : row.ts + 1000 * operation.ttl
    const { text, reply, files, mentions = [] } = operation
    body = { ...body, text, reply, files, mentions, expires }
  }
  const reactions = new Map<string, { readonly emoji: string; readonly by: Row; readonly on: boolean }>()
  const votes = new Map<string, { readonly by: Row; readonly choices: readonly number[] }>()
  for (const { row: by, operation: act } of acting) {
    if (act === undefined || !('target' in act) || act.target !== row.hash) continue
    if (act.type === 'edit' && operation.type === 'post' && by.member === row.member)
      body = { ...body, text: act.text, mentions: act.mentions ?? [], edited: true }
    if (act.type === 'pin') body = { ...body, pinned: act.on }
    if (act.type === 'react') reactions.set(`${by.member} ${act.emoji}`, { emoji: act.emoji, by, on: act.on })
    if (act.type === 'vote' && operation.type === 'poll' && (operation.closes === 0 || by.ts <= operation.closes))
      votes.set(by.member, { by, choices: act.choices })
  }
  const given = [...reactions.values()].filter(({ on }) => on)
  const firsts = given.toSorted((a, b) => a.by.ts - b.by.ts || compareIds(a.by.hash, b.by.hash))
  const emojis = [...new Set(firsts.map(({ emoji }) => emoji))]
  const membersOf = (emoji: string): Message['reactions'][number]['members'] =>
    given
      .filter((one) => one.emoji === emoji)
      .map(({ by }) => by.member)
      .sort()
  body = { ...body, reactions: emojis.map((emoji) => ({ emoji, members: membersOf(emoji) })) }
  if (operation.type !== 'poll') return body

  const { question, options, several, closes } = operation
  const chosen = [...votes.values()].map(({ by, choices }) => {
    const sound = choices.filter((choice) => choice < options.length)
    return { member: by.member, choices: several ? sound : sound.slice(0, 1) }
  })
  const results = options.map((text, place) => ({
    text,
    members: chosen
      .filter(({ choices }) => choices.includes(place))
      .map(({ member }) => member)
      .sort()
  }))
  return { ...body, text: question, poll: { options: results, several, closes } }
}
