// Three people in one line of one note, one of them without a network for a while, on real screens with a real signaling server between them.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { noteOf as note } from '../fixtures/pad-fields.ts'
import type { Person } from '../fixtures/person.ts'

let crew: Crew
let people: readonly [Person, Person, Person]

declare global {
  /** Pulls the plug of this page's network, or puts it back. */
  function plug(state: 'out' | 'in'): void
}

/** Runs in the page, before all else: whatever connects it can be cut, and nothing new comes about meanwhile. */
function withPlug(): void {
  let isOut = false
  const open = new Set<{ close(): void }>()
  const OwnConnection = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends OwnConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      open.add(this)
      if (isOut) queueMicrotask(() => this.close())
    }
  }
  const OwnSocket = globalThis.WebSocket
  globalThis.WebSocket = class extends OwnSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      open.add(this)
      if (isOut) queueMicrotask(() => this.close())
    }
  }
  globalThis.plug = (state) => {
    isOut = state === 'out'
    if (isOut) for (const each of open) each.close()
    open.clear()
  }
}

beforeAll(async () => {
  crew = await createCrew('Anna', 'Ben')
  const [anna, ben] = crew.people as [Person, Person]
  const cem = await crew.person('Cem')
  await cem.context.addInitScript(withPlug)
  await cem.join(await anna.invite())
  people = [anna, ben, cem]
  for (const person of people) {
    await person.openConversation(everyone)
    await person.page.getByTestId('open-details').click()
    await person.page.getByTestId('pads').waitFor()
  }
})
afterAll(() => crew.close())

const textOf = ({ page }: Person): Promise<string> => note(page).inputValue()
const cursorsOf = ({ page }: Person): Promise<readonly string[]> => page.getByTestId('pad-cursor').allInnerTexts()

async function agree(what: string, isWhole: (text: string) => boolean): Promise<string> {
  return await until(
    async () => {
      const [first = '', ...others] = await Promise.all(people.map(textOf))
      return others.every((text) => text === first) && isWhole(first) && first
    },
    { what, withinMs: 60_000 }
  )
}

test(
  '[P9, S15] three type into one line, one of them offline for a while: all read the same, and see each other there',
  {
    timeout: 300_000
  },
  async () => {
    const [anna, ben, cem] = people
    await anna.page.getByTestId('new-note').click()
    await anna.page.getByTestId('pad-name').fill('Crane')
    await note(anna.page).fill('[] the crane comes [] at eight []')
    for (const { page } of [ben, cem]) await page.getByTestId('pad-item').filter({ hasText: 'Crane' }).click()
    await agree('all three reading the line', (text) => text !== '')

    // Each stands in another pair of brackets of the same line.
    const places = [1, 20, 32]
    for (const [index, { page }] of people.entries())
      await note(page).evaluate((field, at) => {
        const area = field as HTMLTextAreaElement
        area.focus()
        area.setSelectionRange(at, at)
      }, places[index] ?? 0)
    for (const person of people) {
      const others = people.filter((each) => each !== person).map(({ name }) => name)
      await until(async () => (await cursorsOf(person)).toSorted().join() === others.join(), {
        what: `${person.name} seeing where the others stand`
      })
    }

    await cem.page.evaluate(() => globalThis.plug('out'))
    for (const [person, others] of [
      [cem, 0],
      [anna, 1],
      [ben, 1]
    ] as const)
      await until(async () => (await person.connection()).peers === others, {
        what: `${person.name} seeing Cem alone`,
        withinMs: 60_000
      })
    const typed = ['Anna says that', 'as far as Ben knows', 'says Cem, in the basement']
    const write = async ({ page }: Person, words: string): Promise<void> =>
      await note(page).pressSequentially(words, { delay: 30 })
    await Promise.all(people.map((person, index) => write(person, typed[index] ?? '')))
    // What he wrote is with nobody, and what they wrote is with each other.
    await until(async () => (await textOf(anna)) === (await textOf(ben)) && (await textOf(ben)).includes('knows'), {
      what: 'Anna and Ben reading each other'
    })
    expect([await textOf(anna), await textOf(cem)].map((text) => text.includes('basement'))).toEqual([false, true])
    await cem.page.evaluate(() => globalThis.plug('in'))
    const line = `[${typed[0]}] the crane comes [${typed[1]}] at eight [${typed[2]}]`
    expect(await agree('what all three wrote, at each of them', (text) => text.length === line.length)).toBe(line)

    // And into the very same place.
    const end = line.length
    for (const { page } of people)
      await note(page).evaluate((field, at) => (field as HTMLTextAreaElement).setSelectionRange(at, at), end)
    await Promise.all(people.map((person, index) => write(person, 'abc'.charAt(index).repeat(12))))
    const last = await agree('the end of the line, alike for all', (text) => text.length === end + 36)
    expect([...last.slice(end)].toSorted().join('')).toBe('a'.repeat(12) + 'b'.repeat(12) + 'c'.repeat(12))
    for (const { watch } of people) expect([watch.foreign, watch.errors]).toEqual([[], []])
  }
)
