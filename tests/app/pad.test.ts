import { expect, test, vi } from 'vitest'
import { OpenPad } from '../../src/app/pad.svelte.ts'
import { padIdOf, scopeIdOf } from '../../src/base/ids.ts'
import { applySplice } from '../../src/base/splices.ts'
import type { NodeApi } from '../../src/node/api.ts'
import type { Intent, Outcome } from '../../src/node/api-intents.ts'
import { noPad, type PadView } from '../../src/node/api-pads.ts'

const conversation = scopeIdOf(new Uint8Array(16))
const pad = padIdOf(new Uint8Array(16))

/** A node with one note; it takes one thing after the other, when it is told to. */
function createSlowNode() {
  const asked: (() => void)[] = []
  const done: string[] = []
  const shows = new Set<() => void>()
  let note = { id: 't', text: '', revision: 0, edit: 0 }
  const view = (): PadView => ({ ...noPad(pad), state: 'open', mayWrite: true, text: note })
  function fulfil(intent: Intent): void {
    done.push(intent.type)
    if (intent.type !== 'write-pad') return
    note = { ...note, text: applySplice(note.text, intent.splice), revision: note.revision + 1, edit: intent.edit }
    for (const show of shows) show()
  }
  const api: NodeApi = {
    submit: (intent) =>
      new Promise<Outcome>((resolve) => {
        asked.push(() => {
          fulfil(intent)
          resolve({ ok: true, value: {} })
        })
      }),
    watch(_query, show) {
      const again = (): void => show(view() as never)
      shows.add(again)
      again()
      return () => shows.delete(again)
    }
  }
  return {
    api,
    done,
    watchers: () => shows.size,
    note: () => note,
    async takeAll(): Promise<void> {
      for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
        next()
        await Promise.resolve()
        await Promise.resolve()
      }
    }
  }
}

test('[P10] who types and leaves at once loses no word: what waits goes to the node, and is stored then', async () => {
  const node = createSlowNode()
  const open = new OpenPad(node.api, { conversation, pad }, () => undefined)
  const leave = open.start(() => 0)
  const text = open.textOf(node.note())
  for (const words of ['s', 'sc', 'scaffold', 'scaffolding']) text.shown = words
  leave()
  await node.takeAll()
  expect([node.note().text, node.done.at(-1), node.watchers()]).toEqual(['scaffolding', 'save-pad', 0])
})

test('[P10] who leaves without having typed has it stored at once', async () => {
  const node = createSlowNode()
  const leave = new OpenPad(node.api, { conversation, pad }, () => undefined).start(() => 0)
  leave()
  await node.takeAll()
  expect([node.done, node.watchers()]).toEqual([['save-pad'], 0])
})

test('[P10] who leaves a text that never comes to rest has stored what is there, and nobody watches it for good', async () => {
  vi.useFakeTimers()
  const node = createSlowNode()
  const open = new OpenPad(node.api, { conversation, pad }, () => undefined)
  const leave = open.start(() => 0)
  open.textOf(node.note()).shown = 'scaffold'
  leave()
  expect(node.watchers()).toBe(1)
  await vi.advanceTimersByTimeAsync(10_000)
  await node.takeAll()
  vi.useRealTimers()
  expect([node.done, node.watchers()]).toEqual([['write-pad', 'save-pad'], 0])
})
