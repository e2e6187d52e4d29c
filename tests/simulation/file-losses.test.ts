// Shows that nobody loses a file, or the room for others, because something failed in the middle: the others gone, the disk full, no room.

import { describe, expect, test } from 'vitest'
import { equalBytes } from '../../src/base/bytes.ts'
import type { EntryHash } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { sealOverheadBytes } from '../../src/crypto/seal.ts'
import { attach, bytesOf, fetch, fileOf, isWhole, piece, read, send } from './attached.ts'
import type { Device } from './device.ts'
import { createSite, directOf, done, everyone, isIn, second, submit, teamOf, type Site } from './world.ts'

const slotBytes = limits.chunkBytes + sealOverheadBytes

describe('whoever has it is gone', () => {
  /** Two files more than are fetched at once: one sent them and is gone, the other has asked for all of them. */
  async function losses(site: Site, sender: Device, receiver: Device): Promise<readonly EntryHash[]> {
    const lost: EntryHash[] = []
    for (let each = 0; each < limits.fetchesMax + 2; each++)
      lost.push(await send(sender, bytesOf(1000, each), everyone(sender)))
    for (const message of lost) site.until(() => fileOf(receiver, everyone(receiver), message), 'the messages')
    sender.stop('vanish')
    for (const message of lost) await fetch(receiver, everyone(receiver), message)
    return lost
  }

  test('[M6] files that nobody here has do not keep back one that somebody has', async () => {
    const site = await createSite('files in vain')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('there are three')
    const lost = await losses(site, anna, ben)
    site.pass(10 * second)
    const message = await send(cem, bytesOf(piece), everyone(cem))
    site.until(() => fileOf(ben, everyone(ben), message), 'the message')
    await fetch(ben, everyone(ben), message)
    site.until(() => isWhole(ben, everyone(ben), message), 'the file that somebody has', 10 * second)
    // And the others come when Anna does.
    expect(ben.look({ type: 'transfers' }).map(({ state }) => state)).toEqual(lost.map(() => 'waiting'))
    anna.start()
    for (const each of lost) site.until(() => isWhole(ben, everyone(ben), each), 'the others')
  })

  test('[M6] one that waits for its place is said to wait its turn until it had it', async () => {
    const site = await createSite('files in line')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined) throw new Error('there are three')
    const lost = await losses(site, anna, ben)
    const counted = () => {
      const states = ben.look({ type: 'transfers' }).map(({ state }) => state)
      return ['queued', 'waiting'].map((state) => states.filter((each) => each === state).length)
    }
    site.until(() => counted()[0] === 2, 'two that wait behind four')
    expect(counted()).toEqual([2, limits.fetchesMax])
    site.until(() => counted()[0] === 0, 'their turn', 10 * second)
    expect(counted()).toEqual([0, lost.length])
  })

  test('[M6] who gave it back meanwhile is not taken for a source', async () => {
    const site = await createSite('file given back')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('there are three')
    const message = await send(anna, bytesOf(8 * piece), everyone(anna))
    site.until(() => fileOf(cem, everyone(cem), message), 'the message')
    await fetch(cem, everyone(cem), message)
    site.until(() => isWhole(cem, everyone(cem), message), 'the file')
    anna.stop('vanish')
    site.until(() => fileOf(ben, everyone(ben), message), 'the message')
    await fetch(ben, everyone(ben), message)
    const transfer = () => ben.look({ type: 'transfers' })[0]
    site.until(() => (transfer()?.here ?? 0) > 0, 'a part of it')
    await done(cem, { type: 'free-files' })
    site.until(() => transfer()?.state === 'waiting', 'the honest word', 60 * second)
    expect(transfer()?.sources).toBe(0)
  })
})

describe('the disk is full', () => {
  test('[M8] in the middle of sending several: they stay drafts, and no slot comes to belong to two', async () => {
    const site = await createSite('files half kept')
    const [anna] = await teamOf(site, 'Anna')
    if (anna === undefined) throw new Error('there is one')
    const conversation = everyone(anna)
    const drafts = [await attach(anna, bytesOf(100_000, 1)), await attach(anna, bytesOf(100_000, 2))]
    const files = drafts.map((file) => ({ file, extra: { type: 'none' } as const }))
    const post = { type: 'post-files', conversation, text: '', reply: undefined, files } as const
    // List and place of the first one fit, and nothing afterwards.
    let kept = 0
    anna.fault = (act) => (act === 'keep' && ++kept > 3 ? 'full' : undefined)
    expect(await submit(anna, post)).toEqual({ ok: false, reason: 'disk-full' })
    anna.fault = undefined
    expect(anna.look({ type: 'file-storage' })).toMatchObject({ files: 0, usedBytes: 4 * slotBytes })
    for (const file of drafts) await done(anna, { type: 'drop-attachment', file })
    expect(anna.look({ type: 'file-storage' })).toMatchObject({ files: 0, usedBytes: 0 })
    site.pass(second)
    const bytes = bytesOf(150_000, 3)
    const message = await send(anna, bytes, conversation)
    anna.stop('vanish')
    anna.start()
    site.until(() => isIn(anna), 'being back')
    expect(anna.look({ type: 'file-storage' })).toMatchObject({ files: 1, usedBytes: 3 * slotBytes })
    expect(equalBytes(await read(anna, conversation, message), bytes)).toBe(true)
  })
})

describe('the disk lost them', () => {
  test('[M3] [M8] what a backup brings back without its files is shown as it is, and comes again at one tap', async () => {
    const site = await createSite('files not in the backup')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('there are two')
    const conversation = everyone(ben)
    const bytes = bytesOf(2 * piece)
    const message = await send(anna, bytes, everyone(anna))
    site.until(() => fileOf(ben, conversation, message), 'the message')
    await fetch(ben, conversation, message)
    site.until(() => isWhole(ben, conversation, message), 'the file')
    ben.stop('farewell')
    ben.shelf.lose()
    ben.start()
    site.until(() => ben.view('team')?.type === 'member', 'being back')
    const shown: (string | undefined)[] = []
    const query = { type: 'timeline', conversation, anchor: 'newest', count: 5 } as const
    ben.node?.watch(query, ({ messages }) => shown.push(messages.at(-1)?.files[0]?.here))
    const part = { conversation, message, place: 0, first: 0, count: 16 }
    expect(await submit(ben, { type: 'read-file', ...part })).toEqual({ ok: false, reason: 'file-not-here' })
    site.pass(second)
    expect(shown.at(-1)).toBe('part')
    await fetch(ben, conversation, message)
    site.until(() => isWhole(ben, conversation, message), 'the file, again')
    expect(equalBytes(await read(ben, conversation, message), bytes)).toBe(true)
  })
})

describe('room is short', () => {
  test('[M9] what made room is shown as gone where it is looked at', async () => {
    const site = await createSite('file pushed out')
    const [anna, ben] = await teamOf(site, 'Anna', 'Ben')
    if (anna === undefined || ben === undefined) throw new Error('there are two')
    const direct = await directOf(anna, ben)
    await done(ben, { type: 'set-file-settings', quotaBytes: slotBytes, autoFetch: true })
    const picture = { name: 'a.png', mime: 'image/png' }
    const message = await send(anna, bytesOf(1000, 1), everyone(anna), picture)
    site.until(() => isWhole(ben, everyone(ben), message), 'the picture')
    const shown: (string | undefined)[] = []
    const query = { type: 'timeline', conversation: everyone(ben), anchor: 'newest', count: 5 } as const
    ben.node?.watch(query, ({ messages }) => shown.push(messages.at(-1)?.files[0]?.here))
    const next = await send(anna, bytesOf(1000, 2), direct, picture)
    site.until(() => isWhole(ben, direct, next), 'the next one')
    expect([shown[0], shown.at(-1)]).toEqual(['whole', 'none'])
  })
})
