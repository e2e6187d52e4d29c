// Shows that files cross between real nodes: whole, from several devices, through interruption, and only to those who take part.

import { describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { concat, equalBytes } from '../../src/base/bytes.ts'
import type { EntryHash } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { bytesOf, fetch, fileOf, isWhole, piece, read, send } from './attached.ts'
import { createSite, directOf, done, everyone, messages, minute, say, second, submit, teamOf } from './world.ts'

/** A fetch of the first piece and chunk, made of a seek: `[tag, blob]` becomes `[tag, blob, 1, [0]]`. */
function forgedFetch(seek: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(0x16, 0x84), seek.subarray(2), Uint8Array.of(0x01, 0x81, 0x00))
}

describe('files between devices', () => {
  test('[M1, M2, M3, M4] a file is attached in pieces, named in a message, fetched at a tap and read byte for byte', async () => {
    const site = await createSite('file across')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('there are two')
    const bytes = bytesOf(piece + 77)
    const message = await send(anna, bytes, everyone(anna))
    site.until(() => fileOf(ben, everyone(ben), message), 'the message')
    expect(fileOf(ben, everyone(ben), message)).toMatchObject({
      name: 'Plan.pdf',
      size: bytes.length,
      here: 'none',
      kind: 'document'
    })
    site.pass(10 * second)
    expect(fileOf(ben, everyone(ben), message)?.here).toBe('none')
    await fetch(ben, everyone(ben), message)
    site.until(() => isWhole(ben, everyone(ben), message), 'the file')
    expect(equalBytes(await read(ben, everyone(ben), message), bytes)).toBe(true)
    expect(ben.look({ type: 'transfers' })).toEqual([])
    // Sealed as they travel: no run of plain bytes lies outside the database.
    const sample = Buffer.from(bytes.subarray(1000, 1032))
    expect(ben.shelf.bytes().some((slot) => Buffer.from(slot).includes(sample))).toBe(false)
  })

  test('[M9] pictures and voice of a few megabytes come unasked, unless that is switched off', async () => {
    const site = await createSite('file unasked')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('there are three')
    await done(cem, { type: 'set-file-settings', quotaBytes: 2 ** 30, autoFetch: false })
    const message = await send(anna, bytesOf(300_000), everyone(anna), { name: 'a.jpg', mime: 'image/jpeg' })
    site.until(() => isWhole(ben, everyone(ben), message), 'the picture')
    expect(fileOf(cem, everyone(cem), message)?.here).toBe('none')
    const { files } = ben.look({ type: 'files', conversation: everyone(ben), kinds: ['picture'], count: 10 })
    expect(files).toMatchObject([{ message, name: 'a.jpg', authorName: 'Anna', mine: false, here: 'whole' }])
    expect(ben.look({ type: 'files', conversation: everyone(ben), kinds: ['document'], count: 10 }).files).toEqual([])
  })

  test('[M6, M8] through lost frames, a crash and the sender leaving, the rest comes from whoever has it', async () => {
    const site = await createSite('file weather')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('there are three')
    const bytes = bytesOf(3 * piece)
    const message = await send(anna, bytes, everyone(anna))
    site.until(() => fileOf(cem, everyone(cem), message), 'the message')
    await fetch(cem, everyone(cem), message)
    site.until(() => isWhole(cem, everyone(cem), message), 'the file')
    site.network.weather = { delayMs: [2, 400], lossPercent: 10, copyPercent: 10, reorders: true }
    await fetch(ben, everyone(ben), message)
    const here = (): number => ben.look({ type: 'transfers' })[0]?.here ?? 0
    site.until(() => here() > piece, 'a part of it')
    ben.stop('vanish')
    anna.stop('vanish')
    site.pass(2 * second)
    ben.start()
    site.until(() => ben.view('team')?.type === 'member', 'being back')
    // Interrupted, not begun anew: what was committed is still there.
    expect(here()).toBeGreaterThan(piece / 2)
    site.until(() => isWhole(ben, everyone(ben), message), 'the file from the third', 10 * minute)
    expect(equalBytes(await read(ben, everyone(ben), message), bytes)).toBe(true)
  })

  test('[M7] a device that sends wrong chunks is named, and the file still comes from another', async () => {
    const site = await createSite('file liar')
    const [anna, ben, mallory] = await teamOf(site, 'Anna', 'Ben', 'Mallory')
    if (anna === undefined || ben === undefined || mallory === undefined) throw new Error('there are three')
    const bytes = bytesOf(300_000)
    const message = await send(anna, bytes, everyone(anna))
    site.until(() => fileOf(mallory, everyone(mallory), message), 'the message')
    await fetch(mallory, everyone(mallory), message)
    site.until(() => isWhole(mallory, everyone(mallory), message), 'the file')
    anna.stop('vanish')
    site.pass(30 * second)
    mallory.tamper = (frame) =>
      frame[0] === 0xc0 ? [frame.map((byte, at) => (at === 500 ? byte ^ 1 : byte))] : [frame]
    await fetch(ben, everyone(ben), message)
    site.until(() => ben.look({ type: 'transfers' })[0]?.corrupt.includes('Mallory'), 'the name of the liar')
    expect(ben.shelf.filled()).toBeLessThan(2)
    anna.start()
    site.until(() => isWhole(ben, everyone(ben), message), 'the file from its sender', 10 * minute)
    expect(equalBytes(await read(ben, everyone(ben), message), bytes)).toBe(true)
  })

  test('[M5] who takes no part in the conversation gets nothing, whatever it knows of the blob', async () => {
    const site = await createSite('file stranger')
    const [anna, ben, eve] = await teamOf(site, 'Anna', 'Ben', 'Eve')
    if (anna === undefined || ben === undefined || eve === undefined) throw new Error('there are three')
    const direct = await directOf(anna, ben)
    const message = await send(anna, bytesOf(200_000), direct)
    site.until(() => fileOf(ben, direct, message), 'the message')
    const blob = present(fileOf(anna, direct, message), 'it is named').blob
    const shared = await send(anna, bytesOf(100_000), everyone(anna))
    site.until(() => fileOf(eve, everyone(eve), shared), 'the other message')
    const known = present(fileOf(eve, everyone(eve), shared), 'it is named').blob
    // Eve asks for the very blob under a conversation she shares with Anna.
    const asked: number[] = []
    eve.tamper = (frame) => {
      const at = Buffer.from(frame).indexOf(Buffer.from(known, 'hex'))
      if (at < 0) return [frame]
      asked.push(frame[0] ?? 0)
      const forged = frame.slice()
      forged.set(Buffer.from(blob, 'hex'), at)
      return frame[0] === 0x14 ? [forged, forgedFetch(forged)] : [forged]
    }
    const answers: Uint8Array[] = []
    site.network.frameTaps.add((from, to, frame) => {
      if (from === 'Anna' && to === 'Eve' && (frame[0] === 0xc0 || frame[0] === 0x15)) answers.push(frame)
    })
    await fetch(eve, everyone(eve), shared)
    site.pass(minute)
    expect(asked).toContain(0x14)
    // An answer there is, and it is the empty one.
    expect(answers.length).toBeGreaterThan(0)
    expect(answers.every((frame) => frame[0] === 0x15 && frame.length < 40)).toBe(true)
  })

  test('[M8, X2] when the message is erased, its chunks go everywhere, and their slots hold zeros', async () => {
    const site = await createSite('file erased')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('there are two')
    const message = await send(anna, bytesOf(300_000), everyone(anna))
    site.until(() => fileOf(ben, everyone(ben), message), 'the message')
    await fetch(ben, everyone(ben), message)
    site.until(() => isWhole(ben, everyone(ben), message), 'the file')
    expect([anna.shelf.filled(), ben.shelf.filled()]).toEqual([5, 5])
    await done(anna, { type: 'delete', conversation: everyone(anna), target: message })
    site.until(() => ben.shelf.filled() === 0, 'the chunks being gone')
    expect(anna.shelf.filled()).toBe(0)
    expect(ben.look({ type: 'file-storage' })).toMatchObject({ usedBytes: 0, files: 0 })
    expect(ben.look({ type: 'files', conversation: everyone(ben), kinds: ['document'], count: 9 }).files).toEqual([])
  })

  test('[M9] what was fetched longest ago makes room, what was sent from here stays, and then nothing more fits', async () => {
    const site = await createSite('file quota')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('there are two')
    // Room for three slots more than nothing.
    await done(ben, { type: 'set-file-settings', quotaBytes: 3 * (limits.chunkBytes + 40), autoFetch: true })
    const sent: EntryHash[] = []
    for (const seed of [1, 2, 3, 4]) {
      sent.push(await send(anna, bytesOf(50_000, seed), everyone(anna), { name: `${seed}.png`, mime: 'image/png' }))
      site.pass(5 * second)
    }
    const here = (): readonly (string | undefined)[] => sent.map((message) => fileOf(ben, everyone(ben), message)?.here)
    expect(here()).toEqual(['none', 'whole', 'whole', 'whole'])
    await send(ben, bytesOf(100_000, 9), everyone(ben))
    expect(here()).toEqual(['none', 'none', 'none', 'whole'])
    const full = await submit(ben, { type: 'attach-file', size: 200_000, name: 'x', mime: 'y' })
    expect(full).toEqual({ ok: false, reason: 'files-full' })
    expect(here()).toEqual(['none', 'none', 'none', 'whole'])
  })

  test('[M3] a chunk that rots on the disk is missing, not shown, and comes again', async () => {
    const site = await createSite('file rot')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('there are two')
    const bytes = bytesOf(200_000)
    const message = await send(anna, bytes, everyone(anna))
    site.until(() => fileOf(ben, everyone(ben), message), 'the message')
    await fetch(ben, everyone(ben), message)
    site.until(() => isWhole(ben, everyone(ben), message), 'the file')
    ben.shelf.rot(1)
    const at = { conversation: everyone(ben), message, place: 0 }
    expect(await submit(ben, { type: 'read-file', ...at, first: 0, count: 4 })).toEqual({
      ok: false,
      reason: 'file-not-here'
    })
    await fetch(ben, everyone(ben), message)
    site.until(() => isWhole(ben, everyone(ben), message), 'the chunk')
    expect(equalBytes(await read(ben, everyone(ben), message), bytes)).toBe(true)
  })

  test('[M4] chat arrives while a file is on its way', async () => {
    const site = await createSite('file and chat')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('there are two')
    const message = await send(anna, bytesOf(3 * piece), everyone(anna))
    site.until(() => fileOf(ben, everyone(ben), message), 'the message')
    await fetch(ben, everyone(ben), message)
    site.until(() => (ben.look({ type: 'transfers' })[0]?.here ?? 0) > 0, 'the first chunk')
    const text = await say(anna, 'mitten drin')
    site.until(() => messages(ben).some((each) => each.message === text), 'the text', 2 * second)
    expect(isWhole(ben, everyone(ben), message)).toBe(false)
  })
})

describe('bad input', () => {
  test('[M1] too large, too many, unfinished, foreign: a reason each, and nothing changes', async () => {
    const site = await createSite('file refusals')
    const [anna] = await teamOf(site, 'Anna')
    if (anna === undefined) throw new Error('there is one')
    const conversation = everyone(anna)
    const post = (file: number, count = 1) =>
      submit(anna, {
        type: 'post-files',
        conversation,
        text: '',
        reply: undefined,
        files: Array.from({ length: count }, () => ({ file, extra: { type: 'none' } as const }))
      })
    const refused = (reason: string) => ({ ok: false, reason })
    expect(await submit(anna, { type: 'attach-file', size: 2 ** 31 + 1, name: 'x', mime: 'y' })).toEqual(
      refused('file-too-large')
    )
    const { file } = await done(anna, { type: 'attach-file', size: 100_000, name: 'ä'.repeat(5000), mime: 'y' })
    expect(await post(present(file, 'it began'))).toEqual(refused('file-incomplete'))
    expect(await post(99)).toEqual(refused('unknown-file'))
    expect(await post(present(file, 'it began'), 11)).toEqual(refused('too-many-files'))
    const add = (bytes: Uint8Array) => submit(anna, { type: 'add-to-file', file: present(file, 'it began'), bytes })
    expect(await add(bytesOf(5))).toEqual(refused('not-allowed'))
    expect((await add(bytesOf(100_000)))?.ok).toBe(true)
    expect(await add(bytesOf(1))).toEqual(refused('not-allowed'))
    expect(messages(anna)).toEqual([])
    expect((await post(present(file, 'it began')))?.ok).toBe(true)
    expect(Buffer.from(messages(anna)[0]?.files[0]?.name ?? '').length).toBe(256)
  })
})
