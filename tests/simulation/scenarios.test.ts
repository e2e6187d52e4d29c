import { describe, expect, it } from 'vitest'
import { createSite, everyone, minute, say, second, teamOf, texts } from './world.ts'

describe('named weather', () => {
  it('[S7] the third is offline, the first two leave, the third meets one of them: everything arrives', async () => {
    const site = await createSite('third')
    const [anna, ben, cem] = await teamOf(site, 'Anna', 'Ben', 'Cem')
    if (anna === undefined || ben === undefined || cem === undefined) throw new Error('three')
    const place = everyone(anna)
    cem.stop('farewell')
    await say(anna, 'eins')
    site.pass(2 * second)
    await say(ben, 'zwei')
    site.pass(5 * second)
    anna.stop('farewell')
    ben.stop('farewell')
    site.pass(minute)
    cem.start()
    site.pass(minute)
    expect(texts(cem, place)).toEqual([])
    ben.start()
    site.until(() => texts(cem, place).length === 2, 'both messages')
    expect(texts(cem, place)).toEqual(['eins', 'zwei'])
  })
})
