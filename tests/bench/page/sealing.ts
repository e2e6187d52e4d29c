// Owns what a person would notice while boxes for a large team are sealed: frames that are late, keys that come late to the screen, and
// notes that are stored late. The keys come from outside, through the browser.

import type { ConversationId, MemberId } from '../../../src/base/ids.ts'
import type { NodeApi, Views } from '../../../src/node/api.ts'

/** Milliseconds; of each the longest. */
export interface SealingSeen {
  readonly frameGapMs: number
  readonly glyphMs: number
  readonly storedMs: number
  readonly keys: number
  /** From the first removal to the end of the last. */
  readonly tookMs: number
}

export interface Sealing {
  removeWhileTyping(people: number): Promise<SealingSeen>
  notesBefore(): Promise<number>
}

/** How long keys are watched where nobody is removed. */
const idleMs = 1500

export function watchSealing(node: NodeApi): Sealing {
  const field = document.createElement('textarea')
  document.body.append(field)
  let members: Views['members'] = []
  let self: MemberId | undefined
  const ready = new Promise<void>((resolve) => {
    const look = (): void => {
      if (self !== undefined && members.length > 12) resolve()
    }
    // What the screens of a team watch, so that what they are shown is part of the measure.
    for (const type of ['conversations', 'governance', 'invitations'] as const) node.watch({ type }, () => {})
    node.watch({ type: 'members' }, (view) => {
      members = view
      look()
    })
    node.watch({ type: 'team' }, (view) => {
      if (view.type === 'member') self = view.me.member
      look()
    })
  })
  let notes: ConversationId | undefined

  async function begin(): Promise<void> {
    await ready
    if (self === undefined || notes !== undefined) return
    const opened = await node.submit({ type: 'open-direct', member: self })
    if (opened.ok) notes = opened.value.conversation
    await keep('the first note')
    field.focus()
  }

  async function keep(text: string): Promise<void> {
    if (notes === undefined) throw new Error('a member has notes')
    const stored = await node.submit({ type: 'post', conversation: notes, text, reply: undefined })
    if (!stored.ok) throw new Error(`a note is stored: ${stored.reason}`)
  }

  async function removeOne(): Promise<void> {
    const somebody = members.find(({ mine }) => !mine)
    if (somebody === undefined) throw new Error('a crowd has people')
    const removed = await node.submit({ type: 'remove-member', member: somebody.member })
    if (!removed.ok) throw new Error(`an owner removes a member: ${removed.reason}`)
  }

  return {
    async removeWhileTyping(people) {
      await begin()
      const longest = { frameGapMs: 0, glyphMs: 0, storedMs: 0, keys: 0 }
      const stored: Promise<void>[] = []
      let isOver = false
      let last = performance.now()
      const frame = (now: number): void => {
        longest.frameGapMs = Math.max(longest.frameGapMs, now - last)
        last = now
        if (!isOver) requestAnimationFrame(frame)
      }
      requestAnimationFrame((now) => {
        last = now
        requestAnimationFrame(frame)
      })
      const pressed = (event: KeyboardEvent): void => {
        const at = event.timeStamp
        longest.keys += 1
        requestAnimationFrame(() => {
          longest.glyphMs = Math.max(longest.glyphMs, performance.now() - at)
        })
        stored.push(
          keep('a key').then(() => {
            longest.storedMs = Math.max(longest.storedMs, performance.now() - at)
          })
        )
      }
      field.addEventListener('keydown', pressed)
      const beganMs = performance.now()
      for (let count = 0; count < people; count++) await removeOne()
      if (people === 0) await new Promise((resolve) => setTimeout(resolve, idleMs))
      const tookMs = performance.now() - beganMs
      field.removeEventListener('keydown', pressed)
      await Promise.all(stored)
      isOver = true
      return { ...longest, tookMs }
    },
    async notesBefore() {
      await begin()
      let isRemoved = false
      const removal = removeOne().then(() => (isRemoved = true))
      let count = 0
      for (;;) {
        await keep(`note ${count}`)
        if (isRemoved) break
        count += 1
      }
      await removal
      return count
    }
  }
}
