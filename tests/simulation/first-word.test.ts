// F1 on whole nodes: a restored backup asks before it writes, and nobody who is alone waits for anybody.

import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/node/api-intents.ts'
import { inspect } from './desk.ts'
import type { Device } from './device.ts'
import { createSite, everyone, meet, minute, say, second, teamOf, texts, type Site } from './world.ts'

/** Two people, the first of whom is set back behind words that the second has. */
async function setBack(seed: string): Promise<readonly [Site, Device, Device]> {
  const site = await createSite(seed)
  const [anna, ben] = await teamOf(site, 'anna', 'ben')
  if (anna === undefined || ben === undefined) throw new Error('two people')
  await say(anna, 'vor der Sicherung')
  site.pass(5 * second)
  anna.stop('farewell')
  const backup = anna.disk.backup()
  anna.start()
  meet(site, anna, ben)
  await say(anna, 'danach')
  site.until(() => texts(ben).length === 2, 'both words')
  anna.stop('vanish')
  anna.restore(backup)
  return [site, anna, ben]
}

/** Says something and gives what it came to, without letting any time pass. */
function sayAt(device: Device, text: string): { readonly outcome: () => Outcome | undefined } {
  let outcome: Outcome | undefined
  const intent = { type: 'post', conversation: everyone(device), text, reply: undefined } as const
  void device.node?.submit(intent).then((answer) => (outcome = answer))
  return { outcome: () => outcome }
}

const forks = (device: Device): number => inspect(device)?.replica.everForked.size ?? 0
const stored = (device: Device, text: string): boolean => texts(device).includes(text)

describe('the first word of a start', () => {
  it('[F1] a restored backup whose peer is in reach writes no fork, however quickly its person writes', async () => {
    const [site, anna, ben] = await setBack('quick')
    anna.start()
    sayAt(anna, 'sofort')
    sayAt(anna, 'und gleich noch etwas')
    expect(texts(anna)).toEqual(['vor der Sicherung'])
    const begun = site.timeline.now
    site.until(() => stored(anna, 'und gleich noch etwas'), 'the words on the own disk')
    expect(site.timeline.now - begun).toBeLessThanOrEqual(2_200)
    site.until(() => texts(ben).length === 4, 'all words on the other')
    expect(texts(ben)).toEqual(['vor der Sicherung', 'danach', 'sofort', 'und gleich noch etwas'])
    site.pass(minute)
    expect([forks(anna), forks(ben)]).toEqual([0, 0])
  })

  it('[F1] what a device writes by itself waits too: keys and names after a restart fork nothing', async () => {
    const [site, anna, ben] = await setBack('by itself')
    anna.start()
    site.pass(2 * minute)
    expect(texts(anna)).toEqual(['vor der Sicherung', 'danach'])
    expect([forks(anna), forks(ben)]).toEqual([0, 0])
  })

  it('[F1] without any network the word is on the disk as soon as that is known', async () => {
    const [site, anna] = await setBack('offline')
    site.network.place('anna', undefined)
    anna.start()
    const begun = site.timeline.now
    sayAt(anna, 'allein')
    site.until(() => stored(anna, 'allein'), 'the word')
    expect(site.timeline.now - begun).toBeLessThan(second)
    sayAt(anna, 'und weiter')
    expect(stored(anna, 'und weiter')).toBe(true)
  })

  it('[F1] where nobody else is, nobody waits for longer than the first two seconds', async () => {
    const [site, anna, ben] = await setBack('nobody')
    ben.stop('farewell')
    anna.start()
    sayAt(anna, 'allein')
    site.pass(2_100)
    expect(stored(anna, 'allein')).toBe(true)
    anna.stop('farewell')
    anna.start()
    site.pass(5 * second)
    sayAt(anna, 'später')
    expect(stored(anna, 'später')).toBe(true)
  })

  it('[F1] whoever is heard and does not come costs two seconds, once', async () => {
    const [site, anna, ben] = await setBack('mute')
    anna.start()
    site.until(() => anna.endpoint?.address !== undefined, 'an address')
    ben.tamper = () => []
    const begun = site.timeline.now
    sayAt(anna, 'trotzdem')
    site.until(() => stored(anna, 'trotzdem'), 'the word')
    expect(site.timeline.now - begun).toBeGreaterThan(1_800)
    expect(site.timeline.now - begun).toBeLessThanOrEqual(2_400)
    sayAt(anna, 'ohne Warten')
    expect(stored(anna, 'ohne Warten')).toBe(true)
  })

  it('[F1] the power goes while a word waits: nothing was promised, and it stands in the field again', async () => {
    const [site, anna, ben] = await setBack('power')
    anna.start()
    const said = sayAt(anna, 'noch nicht gesagt')
    await anna.node?.submit({ type: 'keep-draft', conversation: everyone(ben), text: 'der nächste Satz' })
    anna.stop('vanish')
    await Promise.resolve()
    expect(said.outcome()).toBeUndefined()
    anna.start()
    meet(site, anna, ben)
    const draft = (): string => anna.look({ type: 'draft', conversation: everyone(anna) }).text
    expect([stored(anna, 'noch nicht gesagt'), draft()]).toEqual([false, 'der nächste Satz'])
    anna.stop('farewell')
    anna.start()
    sayAt(anna, 'und dieses')
    anna.stop('vanish')
    anna.start()
    expect(draft()).toBe('und dieses')
    site.pass(minute)
    expect([forks(anna), forks(ben)]).toEqual([0, 0])
  })

  it('[F1] what is typed behind a word that waits stays in the field; a page that closes is told', async () => {
    const [site, anna, ben] = await setBack('typing')
    anna.start()
    const place = everyone(anna)
    sayAt(anna, 'erst dies')
    await anna.node?.submit({ type: 'keep-draft', conversation: place, text: 'dann das' })
    site.until(() => texts(ben).includes('erst dies'), 'the word')
    expect(anna.look({ type: 'draft', conversation: place }).text).toBe('dann das')
    anna.stop('farewell')
    anna.start()
    const said = sayAt(anna, 'zu spät')
    anna.stop('farewell')
    await Promise.resolve()
    await Promise.resolve()
    expect(said.outcome()).toEqual({ ok: false, reason: 'stopped' })
  })
})
