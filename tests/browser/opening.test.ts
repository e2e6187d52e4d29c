// How a conversation opens on a real screen, at an English desk and on a German phone: no frame shows rows that are not in their place yet, and what is made only when somebody comes
// near is there by then.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { germanPhone, type Person } from '../fixtures/person.ts'

/** More than a screen holds, of one line and of several. */
const lines = Array.from(
  { length: 24 },
  (_, line) => `line ${line} ${'and more of it '.repeat(line % 5 === 0 ? 25 : 1)}`
)

/** What stood in the timeline when a frame had been drawn. */
interface Drawn {
  readonly rows: number
  /** They can be seen: until what they are drawn with is here, and their place is found, they cannot. */
  readonly seen: boolean
  /** Pixels to the end, and bare pixels above the first row that is drawn. */
  readonly toEnd: number
  readonly bare: number
  /** Height of the newest row, which holds a file. */
  readonly newest: number
}

/** Opens a conversation and looks at every frame, until some more have been drawn after its rows were seen. */
async function framesOf(page: Page, name: string): Promise<readonly Drawn[]> {
  return await page.evaluate(async (wanted) => {
    const look = (): Drawn | undefined => {
      const log = document.querySelector('[data-testid="timeline"]')
      const title = document.querySelector('[data-testid="conversation-title"]')?.textContent.trim()
      if (log === null || title !== wanted) return undefined
      const rows = [...log.querySelectorAll('[data-row]')]
      const top = rows[0]?.parentElement?.getBoundingClientRect().top ?? 0
      return {
        rows: rows.length,
        seen: getComputedStyle(log).opacity !== '0',
        toEnd: log.scrollHeight - log.clientHeight - log.scrollTop,
        bare: top - log.getBoundingClientRect().top,
        newest: rows.at(-1)?.getBoundingClientRect().height ?? 0
      }
    }
    const frames: Drawn[] = []
    document.querySelector<HTMLElement>(`[data-testid="conversation-item"][data-name="${wanted}"]`)?.click()
    for (let left = 5; left > 0;) {
      await new Promise(requestAnimationFrame)
      await scheduler.postTask(() => undefined, { priority: 'user-blocking' })
      const drawn = look()
      if (drawn === undefined || drawn.rows === 0 || (frames.length === 0 && !drawn.seen)) continue
      frames.push(drawn)
      left -= 1
    }
    return frames
  }, name)
}

describe('a conversation opens', () => {
  let crew: Crew
  let anna: Person
  let mia: Person

  beforeAll(async () => {
    crew = await createCrew('Anna', { name: 'Mia', options: germanPhone })
    ;[anna, mia] = crew.people as [Person, Person]
    await anna.openConversation(everyone)
    for (const line of lines) await anna.say(line.trim())
    const plan = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('north') }
    await anna.page.getByTestId('attach-input').setInputFiles(plan)
    await anna.page.getByTestId('send-files').click()
    await anna.page.locator('[data-testid="file"][data-name="plan.txt"]').waitFor()
    await elsewhere(anna)
    // Who comes in opens where it has not read: at the beginning.
    await mia.openConversation(everyone)
    await mia.page.getByTestId('jump-to-latest').tap()
    await mia.page.locator('[data-testid="file"][data-name="plan.txt"]').waitFor()
    await elsewhere(mia)
  })
  afterAll(() => crew.close())

  /** Out of the conversation: to another one, on the phone to the list. */
  async function elsewhere(person: Person): Promise<void> {
    if (person === anna) return anna.openConversation('Notes to self')
    await mia.page.getByTestId('back').tap()
    await mia.page.getByTestId('conversation-item').first().waitFor()
  }

  it('at its end, in the first frame that shows rows, and nothing moves afterwards', async () => {
    for (const [person, name] of [
      [anna, 'Everyone'],
      [mia, 'Alle']
    ] as const)
      for (const life of ['later', 'new'] as const) {
        if (life === 'new') {
          await person.page.reload()
          await person.page
            .getByTestId(person === anna ? 'composer' : 'conversation-item')
            .first()
            .waitFor()
        }
        const frames = await framesOf(person.page, name)
        expect(frames.map(({ seen }) => seen)).toEqual([true, true, true, true, true])
        for (const { toEnd, bare, newest } of frames) {
          expect(newest).toBe(frames.at(-1)?.newest)
          expect(toEnd).toBeLessThanOrEqual(1)
          expect(bare).toBeLessThanOrEqual(0)
        }
        await elsewhere(person)
      }
  })

  it('a button says what it is when a pointer rests on it or the keyboard comes, and stops', async () => {
    const { page } = anna
    const button = page.getByTestId('search-here')
    const tip = page.getByRole('tooltip')
    expect(await tip.count()).toBe(0)
    await button.hover()
    await tip.getByText('Ctrl F').waitFor()
    const words = await tip.getAttribute('id')
    expect(await button.getAttribute('aria-describedby')).toBe(words)
    await page.mouse.move(0, 0)
    await tip.waitFor({ state: 'detached' })
    expect(await button.getAttribute('aria-describedby')).toBeNull()
    await page.keyboard.press('Tab')
    await button.focus()
    await tip.getByText('Ctrl F').waitFor()
    await page.keyboard.press('Escape')
    await tip.waitFor({ state: 'detached' })
  })

  it('the tools of a message are whole when it is pointed at, and when its row has the focus', async () => {
    const { page } = anna
    await anna.openConversation(everyone)
    const last = page.getByTestId('message').last()
    await last.waitFor()
    const reply = last.getByRole('button', { name: 'Reply' })
    expect(await last.getByTestId('message-menu').count()).toBe(1)
    expect(await reply.count()).toBe(0)
    await last.hover()
    await reply.waitFor()
    const before = page.getByTestId('message').nth(-2)
    await page.locator('[data-row]').last().focus()
    await page.keyboard.press('ArrowUp')
    await before.getByRole('button', { name: 'Reply' }).waitFor()
  })
})
