import { describe, expect, it } from 'vitest'
import { concat, equalBytes, utf8 } from '../../src/base/bytes.ts'
import { readBackup, writeBackup } from '../../src/adapters/backup.ts'
import { inspect } from './desk.ts'
import type { Device } from './device.ts'
import { createSite, day, everyone, meet, minute, say, second, teamOf, texts, type Site } from './world.ts'
import { openMemory } from '../fixtures/memory-database.ts'

const passphrase = 'Kran Beton Montag Regen'
const costs = [{ passes: 2, memoryBytes: 19 * 1024 * 1024 }]

/** The file that a person keeps, of a device that is off. */
function fileOf(site: Site, device: Device): Uint8Array {
  const opened = openMemory(site.sqlite, device.disk.backup())
  if (!opened.ok) throw new Error(opened.reason)
  const pieces: Uint8Array[] = []
  const { bytes } = site.chance.of('backup')
  const written = writeBackup(opened.value.database, { passphrase, random: { bytes }, costs }, (piece) =>
    pieces.push(piece)
  )
  opened.value.database.close()
  if (!written.ok) throw new Error(written.reason)
  return concat(...pieces)
}

/** Puts the file onto the empty disk of a device that is off. */
async function restore(site: Site, device: Device, file: Uint8Array): Promise<void> {
  const opened = openMemory(site.sqlite)
  if (!opened.ok) throw new Error(opened.reason)
  const source = { size: file.length, read: (from: number, to: number) => Promise.resolve(file.slice(from, to)) }
  const restored = await readBackup(opened.value.database, passphrase, source)
  if (!restored.ok) throw new Error(restored.reason)
  device.restore(opened.value.bytes())
  opened.value.database.close()
}

/** How many ends the log of `of` in the first channel has, as another device sees it. */
const headsOf = (of: Device, device: Device): number => {
  const author = inspect(of)?.replica.identity.device
  const logs = inspect(device)?.replica.heads.get(everyone(device))
  return author === undefined ? 0 : (logs?.get(author)?.length ?? 0)
}
const everForked = (device: Device): number => inspect(device)?.replica.everForked.size ?? 0
const flaggedOn = (device: Device): boolean =>
  device
    .look({ type: 'members' })
    .flatMap(({ devices }) => devices)
    .some(({ flagged }) => flagged)

describe('a device that comes back from a backup file', () => {
  it('[F1] learns its own later words from who it meets before it writes on, and never forks', async () => {
    const site = await createSite('backup file')
    const [anna, ben] = await teamOf(site, 'anna', 'ben')
    if (anna === undefined || ben === undefined) throw new Error('two people')
    await say(anna, 'vor der Sicherung')
    site.pass(5 * second)
    anna.stop('farewell')
    const file = fileOf(site, anna)
    const word = utf8('vor der Sicherung')
    expect(file.some((_, at) => equalBytes(file.subarray(at, at + word.length), word))).toBe(false)
    anna.start()
    meet(site, anna, ben)
    await say(anna, 'danach')
    await say(ben, 'und Ben')
    site.until(() => texts(ben).length === 3 && texts(anna).length === 3, 'all three on both')
    anna.stop('vanish')
    await restore(site, anna, file)
    anna.start()
    site.until(() => texts(anna).length === 3, 'its own later words')
    await say(anna, 'wieder da')
    site.until(() => texts(ben).length === 4, 'the next word')
    expect(texts(anna)).toEqual(texts(ben))
    expect([headsOf(anna, anna), headsOf(anna, ben), everForked(ben)]).toEqual([1, 1, 0])
  })

  it('[F3] that wrote before it met anybody heals its fork; nobody loses anything, and nobody is flagged', async () => {
    const site = await createSite('backup alone')
    const [anna, ben, cem] = await teamOf(site, 'anna', 'ben', 'cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three people')
    await say(anna, 'vor der Sicherung')
    site.until(() => texts(ben).length === 1 && texts(cem).length === 1, 'the first')
    anna.stop('farewell')
    const file = fileOf(site, anna)
    anna.start()
    meet(site, anna, ben)
    await say(anna, 'danach')
    await say(ben, 'von Ben')
    site.until(() => texts(cem).length === 3, 'three on the third')
    anna.stop('vanish')
    ben.stop('farewell')
    cem.stop('farewell')
    await restore(site, anna, file)
    anna.start()
    site.pass(20 * second)
    await say(anna, 'allein zurück')
    ben.start()
    cem.start()
    const all = [anna, ben, cem]
    site.until(() => all.every((each) => texts(each).length === 4), 'all four on all three')
    await say(anna, 'geheilt')
    site.until(() => all.every((each) => texts(each).length === 5), 'the healing word')
    expect(new Set(all.map((each) => texts(each).join('|'))).size).toBe(1)
    expect(all.map((each) => headsOf(anna, each))).toEqual([1, 1, 1])
    site.pass(day + minute)
    expect(all.map(flaggedOn)).toEqual([false, false, false])
  })

  it('[F4] while the old installation lives on, everybody sees it in two places; both keep what they have', async () => {
    const site = await createSite('backup twice')
    const [anna, ben] = await teamOf(site, 'anna', 'ben')
    if (anna === undefined || ben === undefined) throw new Error('two people')
    await say(anna, 'vor der Sicherung')
    site.until(() => texts(ben).length === 1, 'the first')
    anna.stop('farewell')
    const twin = site.device('twin')
    await restore(site, twin, fileOf(site, anna))
    // Neither of the two ever meets the other, and each says something to Ben.
    anna.start()
    meet(site, anna, ben)
    await say(anna, 'von hier')
    site.until(() => texts(ben).length === 2, 'one branch')
    anna.stop('vanish')
    ben.stop('farewell')
    twin.start()
    site.pass(20 * second)
    await say(twin, 'von dort')
    twin.stop('vanish')
    // Ben meets the twin without a word more from it: two branches, and nobody joins them.
    ben.start()
    twin.start()
    site.until(() => texts(ben).length === 3 && texts(twin).length === 3, 'both branches on both')
    twin.stop('vanish')
    site.pass(day + minute)
    expect(flaggedOn(ben)).toBe(true)
    expect([...texts(ben)].sort()).toEqual(['von dort', 'von hier', 'vor der Sicherung'])
    anna.start()
    site.until(() => texts(anna).length === 3, 'the other branch')
    site.pass(day + minute)
    expect(flaggedOn(anna)).toBe(true)
  })
})
