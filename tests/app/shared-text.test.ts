import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SharedText } from '../../src/app/shared-text.svelte.ts'
import { applyEdit, applySplice, differencesOf, editOf, rebase } from '../../src/base/splices.ts'
import type { PadTextView, TypedEdit } from '../../src/node/api-pads.ts'
import type { Outcome } from '../../src/node/api-intents.ts'

/** A node with one text, which others change too; answers when it is told to. */
function createNode(text: string) {
  const past = [text]
  let edit = 0
  const asked: { readonly typed: TypedEdit; readonly answer: (outcome: Outcome) => void }[] = []
  const now = (): string => past.at(-1) ?? ''
  return {
    asked,
    now,
    view: (): PadTextView => ({ id: 't', text: now(), revision: past.length - 1, edit }),
    change: (next: string) => past.push(next),
    send: (typed: TypedEdit): Promise<Outcome> =>
      new Promise((resolve) => {
        asked.push({ typed, answer: resolve })
      }),
    async take(): Promise<void> {
      const first = asked.shift()
      if (first === undefined) return
      const { splice, revision } = first.typed
      const base = past[revision] ?? ''
      past.push(applyEdit(now(), differencesOf(base, now()).reduce(rebase, editOf(splice))))
      edit = first.typed.edit
      first.answer({ ok: true, value: {} })
      await Promise.resolve()
    }
  }
}

test('[P10] one edit is on its way at a time, and what is typed meanwhile follows', async () => {
  const node = createNode('')
  const text = new SharedText(node.view(), node.send)
  text.shown = 'a'
  text.shown = 'ab'
  expect(node.asked.map(({ typed }) => typed.splice)).toEqual([{ at: 0, remove: 0, insert: 'a' }])
  await node.take()
  text.take(node.view())
  expect(text.shown).toBe('ab')
  expect(node.asked.map(({ typed }) => typed.splice)).toEqual([{ at: 1, remove: 0, insert: 'b' }])
  await node.take()
  text.take(node.view())
  expect([node.now(), text.isCalm]).toEqual(['ab', true])
})

test('[P10] others’ words come in around the cursor, and while an input method composes they wait', () => {
  const node = createNode('one three')
  const text = new SharedText(node.view(), node.send)
  const places: number[] = []
  text.onmoved((move) => places.push(move(9)))
  text.hold()
  node.change('zero one three')
  text.take(node.view())
  expect(text.shown).toBe('one three')
  text.release()
  expect([text.shown, ...places]).toEqual(['zero one three', 14])
})

test('[P10] what the node does not take comes back, and is said', async () => {
  const node = createNode('read only')
  const said: Outcome[] = []
  const text = new SharedText(node.view(), node.send, (outcome) => said.push(outcome))
  text.shown = 'read only!'
  node.asked.shift()?.answer({ ok: false, reason: 'not-allowed' })
  await Promise.resolve()
  await Promise.resolve()
  expect([text.shown, said]).toEqual(['read only', [{ ok: false, reason: 'not-allowed' }]])
})

test('[P10] whatever is typed and heard in whatever order: at the end the field shows what the node has, and no typed letter is lost', async () => {
  const step = fc.record({
    what: fc.constantFrom('type', 'type', 'take', 'show', 'others'),
    at: fc.nat(20),
    letter: fc.constantFrom('a', 'b', 'c', '\n')
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const node = createNode('one\ntwo')
      const text = new SharedText(node.view(), node.send)
      let typed = 0
      for (const { what, at, letter } of steps) {
        if (what === 'type') {
          typed += 1
          text.shown = applySplice(text.shown, { at: at % (text.shown.length + 1), remove: 0, insert: letter })
        } else if (what === 'take') await node.take()
        else if (what === 'show') text.take(node.view())
        else node.change(applySplice(node.now(), { at: at % (node.now().length + 1), remove: 0, insert: 'X' }))
      }
      for (let round = 0; round < 45; round += 1) {
        await node.take()
        text.take(node.view())
      }
      expect(text.shown).toBe(node.now())
      expect(text.isCalm).toBe(true)
      expect(text.shown.replace(/X/g, '').length).toBe('one\ntwo'.length + typed)
    }),
    { numRuns: 300 }
  )
})
