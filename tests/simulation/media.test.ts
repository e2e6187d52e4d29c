// Shows what people's devices know of voice messages and pictures between real nodes: heard or not, for one person alone.

import { describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId, EntryHash } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import type { AttachedExtra, FileView } from '../../src/node/api-files.ts'
import type { Device } from './device.ts'
import { createSite, done, everyone, messages, say, submit, teamOf } from './world.ts'

/** Sends a few bytes as what `extra` says. */
async function send(
  device: Device,
  conversation: ConversationId,
  { mime, extra, once = false }: { readonly mime: string; readonly extra: AttachedExtra; readonly once?: boolean }
): Promise<EntryHash> {
  const { file } = await done(device, { type: 'attach-file', size: 5, name: 'a', mime })
  const number = present(file, 'it has a number')
  await done(device, { type: 'add-to-file', file: number, bytes: Uint8Array.of(1, 2, 3, 4, 5) })
  const files = [{ file: number, extra }]
  const { entry } = await done(device, { type: 'post-files', conversation, text: '', reply: undefined, files, once })
  return present(entry, 'a post is an entry')
}

const voice = {
  mime: 'audio/webm',
  extra: { type: 'voice', durationMs: 2_500, waveform: Uint8Array.of(0, 128, 255) }
} as const

function fileOf(device: Device, message: EntryHash): FileView | undefined {
  return messages(device, everyone(device)).find((each) => each.message === message)?.files[0]
}

describe('voice messages', () => {
  test('[M1, C13] length and loudness travel with it; who listened to it knows, and nobody else', async () => {
    const site = await createSite('voice heard')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('there are three')
    const message = await send(anna, everyone(anna), voice)
    for (const device of [ben, cem]) site.until(() => fileOf(device, message)?.here === 'whole', 'the sound, unasked')
    expect(fileOf(ben, message)).toMatchObject({ kind: 'voice', durationMs: 2_500, waveform: [0, 128, 255] })
    expect([anna, ben, cem].map((device) => fileOf(device, message)?.heard)).toEqual([true, false, false])
    await done(ben, { type: 'mark-heard', conversation: everyone(ben), target: message })
    site.pass(60_000)
    expect([anna, ben, cem].map((device) => fileOf(device, message)?.heard)).toEqual([true, true, false])
    ben.stop('vanish')
    ben.start()
    site.until(() => fileOf(ben, message)?.heard === true, 'the mark after a restart')
  })

  test('[C13] what is no voice message cannot be marked as heard, and one of its own needs no mark', async () => {
    const site = await createSite('voice refused')
    const [anna] = await teamOf(site, 'Anna')
    if (anna === undefined) throw new Error('there is one')
    const conversation = everyone(anna)
    const text = await say(anna, 'nur Worte')
    expect(await submit(anna, { type: 'mark-heard', conversation, target: text })).toEqual({
      ok: false,
      reason: 'unknown-message'
    })
    const message = await send(anna, conversation, voice)
    expect((await submit(anna, { type: 'mark-heard', conversation, target: message }))?.ok).toBe(true)
  })
})

describe('pictures that may be looked at once', () => {
  const picture = {
    mime: 'image/png',
    extra: { type: 'picture', width: 4, height: 3, thumbnailMime: 'image/png', thumbnail: Uint8Array.of(1, 2, 3) },
    once: true
  } as const

  test('[C14] nothing of them is seen, fetched or read before they are opened; then once, and then they are gone here', async () => {
    const site = await createSite('picture once')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('there are three')
    const conversation = everyone(anna)
    const target = await send(anna, conversation, picture)
    const at = { conversation, message: target, place: 0 }
    site.until(() => fileOf(ben, target), 'the message')
    site.pass(60_000)
    expect(fileOf(ben, target)).toMatchObject({ kind: 'picture', name: '', mime: '', thumbnailMime: '', here: 'none' })
    expect(ben.look({ type: 'files', conversation, kinds: ['picture'], count: 9 }).files).toEqual([])
    const part = { ...at, first: 0, count: 1 }
    const open = { type: 'open-once', conversation, target } as const
    expect(await submit(ben, { type: 'read-thumbnail', ...at })).toEqual({ ok: false, reason: 'unknown-file' })
    // What is not here yet is not opened: it would be lost.
    expect(await submit(ben, open)).toEqual({ ok: false, reason: 'file-not-here' })
    await done(ben, { type: 'fetch-file', ...at })
    site.until(() => fileOf(ben, target)?.here === 'whole', 'the picture')
    expect(await submit(ben, { type: 'read-file', ...part })).toEqual({ ok: false, reason: 'unknown-file' })
    await done(ben, open)
    expect((await done(ben, { type: 'read-file', ...part })).bytes).toEqual(Uint8Array.of(1, 2, 3, 4, 5))
    await done(ben, { type: 'close-once' })
    expect(ben.shelf.filled()).toBe(0)
    for (const intent of [
      { type: 'read-file', ...part },
      { type: 'fetch-file', ...at }
    ] as const)
      expect(await submit(ben, intent)).toEqual({ ok: false, reason: 'unknown-file' })
    expect(await submit(ben, open)).toMatchObject({ ok: false })
    // Who has not looked yet still can; its author cannot.
    await done(cem, { type: 'fetch-file', ...at })
    site.until(() => fileOf(cem, target)?.here === 'whole', 'the picture for the third')
    await done(cem, open)
    expect((await done(cem, { type: 'read-file', ...part })).bytes).toEqual(Uint8Array.of(1, 2, 3, 4, 5))
    expect(await submit(anna, open)).toEqual({ ok: false, reason: 'not-allowed' })
    expect(await submit(anna, { type: 'read-file', ...part })).toEqual({ ok: false, reason: 'unknown-file' })
  })

  test('[C14] a restart between opening and closing leaves nothing to read, and only pictures go that way', async () => {
    const site = await createSite('picture once restart')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('there are two')
    const conversation = everyone(anna)
    const target = await send(anna, conversation, picture)
    const at = { conversation, message: target, place: 0 }
    site.until(() => fileOf(ben, target), 'the message')
    await done(ben, { type: 'fetch-file', ...at })
    site.until(() => fileOf(ben, target)?.here === 'whole', 'the picture')
    await done(ben, { type: 'open-once', conversation, target })
    ben.stop('vanish')
    ben.start()
    site.until(() => ben.view('team')?.type === 'member', 'being back')
    const again = await submit(ben, { type: 'read-file', ...at, first: 0, count: 1 })
    expect(again).toEqual({ ok: false, reason: 'unknown-file' })
    expect(ben.shelf.filled()).toBe(0)
    const { file } = await done(anna, { type: 'attach-file', size: 1, name: 'x', mime: 'application/pdf' })
    const number = present(file, 'it has a number')
    await done(anna, { type: 'add-to-file', file: number, bytes: Uint8Array.of(1) })
    const files = [{ file: number, extra: { type: 'none' } as const }]
    const post = { type: 'post-files', conversation, text: '', reply: undefined, files, once: true } as const
    expect(await submit(anna, post)).toEqual({ ok: false, reason: 'not-allowed' })
  })
})

describe('room for files', () => {
  test('[M9] where the room goes is counted, what was fetched can be given back, what was sent stays', async () => {
    const site = await createSite('file room')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('there are two')
    const conversation = everyone(anna)
    const message = await send(anna, conversation, voice)
    site.until(() => fileOf(ben, message)?.here === 'whole', 'the sound, unasked')
    const own = await send(ben, conversation, { mime: 'application/pdf', extra: { type: 'none' } })
    const slot = limits.chunkBytes + 40
    expect(ben.look({ type: 'file-use' })).toEqual({
      kinds: [
        { kind: 'voice', bytes: slot, files: 1 },
        { kind: 'document', bytes: slot, files: 1 }
      ],
      conversations: [{ conversation, bytes: 2 * slot }],
      freeBytes: slot
    })
    await done(ben, { type: 'free-files' })
    expect([fileOf(ben, message)?.here, fileOf(ben, own)?.here]).toEqual(['none', 'whole'])
    expect(ben.look({ type: 'file-use' }).freeBytes).toBe(0)
    await done(ben, { type: 'fetch-file', conversation, message, place: 0 })
    site.until(() => fileOf(ben, message)?.here === 'whole', 'the sound again')
  })

  test('[M9] everything up to a size of the person comes unasked, and no size beyond the limit is taken', async () => {
    const site = await createSite('file choice')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('there are three')
    const wanted = { type: 'set-file-settings', quotaBytes: 2 ** 30, autoFetch: true } as const
    await done(ben, { ...wanted, everythingBytes: 1000 })
    for (const everythingBytes of [-1, 0.5, 64 * 2 ** 20 + 1])
      expect(await submit(cem, { ...wanted, everythingBytes })).toEqual({ ok: false, reason: 'not-allowed' })
    const message = await send(anna, everyone(anna), { mime: 'application/pdf', extra: { type: 'none' } })
    site.until(() => fileOf(ben, message)?.here === 'whole', 'the document, unasked')
    site.pass(60_000)
    expect(fileOf(cem, message)?.here).toBe('none')
    ben.stop('vanish')
    ben.start()
    site.until(() => ben.look({ type: 'file-storage' }).everythingBytes === 1000, 'the choice after a restart')
  })
})
