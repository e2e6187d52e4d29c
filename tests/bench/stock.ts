// Owns the chat as stock y-webrtc would carry it: one Yjs document, one array of message objects. For comparison only.

import * as Y from 'yjs'
import { createDice } from '../fixtures/random.ts'

/** One update for each message, as ten authors send them in turns who always have heard each other. */
export function stockUpdates(messages: number): readonly Uint8Array[] {
  const dice = createDice('stock')
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const clients = Array.from({ length: 10 }, (_, index) => 1_000_000 + index)
  const list = doc.getArray<{ author: string; ts: number; text: string }>('messages')
  for (let index = 0; index < messages; index++) {
    doc.clientID = clients[index % clients.length] ?? 0
    const text = 'x'.repeat(20 + dice.below(100))
    list.push([{ author: `member ${doc.clientID}`, ts: 1_795_392_000_000 + index, text }])
  }
  doc.destroy()
  return updates
}

/** A document that hears them one after the other. */
export function takeUpdates(updates: readonly Uint8Array[]): void {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  doc.destroy()
}

/** What a peer that has everything sends to a new one. */
export function encodedState(updates: readonly Uint8Array[]): Uint8Array {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  const state = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return state
}

/** Opens the whole state and reads the newest 60 messages. */
export function loadState(state: Uint8Array): void {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  const list = doc.getArray('messages')
  list.slice(Math.max(0, list.length - 60))
  doc.destroy()
}
