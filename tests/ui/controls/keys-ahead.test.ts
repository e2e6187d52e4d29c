// Shows what becomes of keys that are pressed while what they are meant for is still being fetched.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withKeys } from '../../../src/ui/controls/keys-ahead.ts'

describe('keys ahead', () => {
  beforeEach(() => void vi.stubGlobal('window', new EventTarget()))
  afterEach(() => void vi.unstubAllGlobals())

  /** Presses a key; whether it goes on to the field that has the focus. */
  function press(key: string, how: { readonly ctrlKey?: boolean; readonly altGraph?: boolean } = {}): boolean {
    const event = new Event('keydown', { cancelable: true })
    const { ctrlKey = false, altGraph = false } = how
    Object.assign(event, { key, ctrlKey, altKey: altGraph, metaKey: false, isComposing: false })
    return window.dispatchEvent(Object.assign(event, { getModifierState: () => altGraph }))
  }

  /** A part of the screen that comes, or does not, when the test says so. */
  function later(): { promise: Promise<string>; resolve: (part: string) => void; reject: (why: Error) => void } {
    let [resolve, reject]: [(part: string) => void, (why: Error) => void] = [() => undefined, () => undefined]
    const promise = new Promise<string>((...both) => ([resolve, reject] = both))
    return { promise, resolve, reject }
  }

  it('[X5] letters wait for the field, and Enter sends them to nobody', async () => {
    const { promise, resolve } = later()
    const waiting = withKeys(promise, () => true)
    expect([...'mornn'].map((key) => press(key))).toEqual(Array(5).fill(false))
    expect(press('Backspace')).toBe(false)
    expect(press('€', { ctrlKey: true, altGraph: true })).toBe(false)
    expect(press('Enter')).toBe(false)
    resolve('the field')
    expect(await waiting).toEqual(['the field', 'morn€'])
    expect(press('a')).toBe(true)
  })

  it('[X5] commands, keys without a letter and keys for something else go on', async () => {
    const { promise, resolve } = later()
    let isWanted = true
    const waiting = withKeys(promise, () => isWanted)
    expect([press('f', { ctrlKey: true }), press('Escape'), press('Tab')]).toEqual([true, true, true])
    isWanted = false
    expect([press('a'), press('Enter')]).toEqual([true, true])
    resolve('the field')
    expect(await waiting).toEqual(['the field', ''])
  })

  it('[X5] what cannot be fetched keeps no key', async () => {
    const { promise, reject } = later()
    const waiting = withKeys(promise, () => true)
    reject(new Error('no network'))
    await expect(waiting).rejects.toThrow('no network')
    expect(press('a')).toBe(true)
  })
})
