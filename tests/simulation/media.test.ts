// Shows what people's devices know of voice messages and pictures between real nodes: heard or not, for one person alone.

import { describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import type { ConversationId, EntryHash } from '../../src/base/ids.ts'
import type { AttachedExtra, FileView } from '../../src/node/api-files.ts'
import type { Device } from './device.ts'
import { createSite, done, everyone, messages, say, submit, teamOf } from './world.ts'

/** Sends a few bytes as what `extra` says. */
async function send(
  device: Device,
  conversation: ConversationId,
  { mime, extra }: { readonly mime: string; readonly extra: AttachedExtra }
): Promise<EntryHash> {
  const { file } = await done(device, { type: 'attach-file', size: 5, name: 'a', mime })
  const number = present(file, 'it has a number')
  await done(device, { type: 'add-to-file', file: number, bytes: Uint8Array.of(1, 2, 3, 4, 5) })
  const files = [{ file: number, extra }]
  const { entry } = await done(device, { type: 'post-files', conversation, text: '', reply: undefined, files })
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
