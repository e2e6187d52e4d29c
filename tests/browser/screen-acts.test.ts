// What a person does on the screens and what they then see, with a fake node behind them: by keyboard alone, by thumb, with long
// histories and with texts that mean harm.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeQR } from 'qr'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Intent } from '../../src/node/api-intents.ts'
import { servePreview, type Served } from '../ui/preview-server.ts'
import {
  launchChromium,
  until,
  watchContext,
  type Browser,
  type BrowserContext,
  type Page
} from '../fixtures/chromium.ts'
import type { Locator } from 'playwright-core'
import { fingersOn, middleOf } from '../fixtures/fingers.ts'
import { focusedId, tabTo } from '../fixtures/keyboard.ts'

const link = 'AWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6QUJDREVGR0hJ'
let served: Served
let browser: Browser
let folder: string
const contexts: BrowserContext[] = []

beforeAll(async () => {
  served = await servePreview()
  folder = mkdtempSync(join(tmpdir(), 'flurfunk-screens-'))
  const film = join(folder, 'code.y4m')
  writeFileSync(film, filmOf(`${served.origin}/#j=${link}`))
  browser = await launchChromium({
    args: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`
    ]
  })
})
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()))
})
afterAll(async () => {
  await browser.close()
  await served.close()
  rmSync(folder, { recursive: true })
})

/** A film of one QR code, as a camera would see it: YUV4MPEG2, 640 × 480, grey. */
function filmOf(content: string): Uint8Array {
  const [width, height, scale] = [640, 480, 8]
  const code = encodeQR(content, 'raw', { ecc: 'medium', border: 3 })
  const left = Math.floor((width - code.length * scale) / 2)
  const top = Math.floor((height - code.length * scale) / 2)
  const light = new Uint8Array(width * height).fill(235)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (code[Math.floor((y - top) / scale)]?.[Math.floor((x - left) / scale)] === true) light[y * width + x] = 16
  const colour = new Uint8Array((width * height) / 2).fill(128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colour])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), frame, frame])
}

interface Options {
  readonly phone?: boolean
  readonly language?: string
}

async function open(
  scenario: string,
  fragment = '',
  { phone = false, language = 'en-GB' }: Options = {}
): Promise<Page> {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    hasTouch: phone,
    isMobile: phone,
    locale: language,
    reducedMotion: 'reduce'
  })
  contexts.push(context)
  await watchContext(context, ['localhost'])
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(`${served.origin}/?scenario=${scenario}${fragment}`)
  return page
}

async function openConversation(page: Page, name: string | undefined = undefined): Promise<void> {
  const items = page.getByTestId('conversation-item')
  await (
    name === undefined ? items.first() : page.locator(`[data-testid=conversation-item][data-name="${name}"]`)
  ).click()
  await page.locator('[data-testid=timeline].placed').waitFor()
}

/** Back from the field, past the buttons beside it, to the message that has the focus in the timeline. */
async function toTimeline(page: Page): Promise<void> {
  const inTimeline = (): Promise<boolean> =>
    page.evaluate(
      () => document.activeElement instanceof HTMLElement && document.activeElement.dataset['row'] !== undefined
    )
  for (let steps = 0; steps < 6 && !(await inTimeline()); steps += 1) await page.keyboard.press('Shift+Tab')
}

const intentsOf = (page: Page): Promise<readonly Intent[]> => page.evaluate(() => [...window.fake.intents])
const typesOf = async (page: Page): Promise<readonly string[]> => (await intentsOf(page)).map(({ type }) => type)

/** The scroll of the timeline, as numbers. */
const scrollOf = (page: Page) =>
  page.getByTestId('timeline').evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
    scrollTop,
    toEnd: scrollHeight - clientHeight - scrollTop
  }))

/** Somebody else says something to everyone. */
const receive = (page: Page, text: string): Promise<unknown> =>
  page.evaluate((said) => {
    const { world } = window.fake
    const conversation = world.conversations.find((each) => each.everyone)
    const author = world.members.find((each) => !each.mine)
    return conversation && author && window.fake.receive(conversation.id, author.member, said)
  }, text)

describe('by keyboard alone', () => {
  test('a team is started, somebody invited and a message written, answered, corrected and deleted', async () => {
    const page = await open('new')
    await page.getByTestId('welcome').waitFor()
    await tabTo(page, 'create-team')
    await page.keyboard.press('Enter')
    await page.getByTestId('display-name').waitFor()
    await page.keyboard.type('Mara')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Nord')
    await page.keyboard.press('Enter')
    await page.getByTestId('create-invite').waitFor()
    await tabTo(page, 'create-invite')
    await page.keyboard.press('Enter')
    await page.getByTestId('invite-link').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('invite-link').waitFor({ state: 'detached' })
    await tabTo(page, 'composer')
    await page.keyboard.type('first')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('line')
    await page.keyboard.press('Enter')
    await page.getByTestId('message').waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.type('!')
    await page.keyboard.press('Enter')
    await page.getByTestId('message-edited').waitFor()
    await toTimeline(page)
    await page.keyboard.press('r')
    await until(async () => (await focusedId(page)) === 'composer', { what: 'the cursor in the field' })
    await page.keyboard.type('answer')
    await page.keyboard.press('Enter')
    await page.getByTestId('message-quote').waitFor()
    await toTimeline(page)
    await page.keyboard.press('Delete')
    await page.getByTestId('delete-for-everyone').waitFor()
    await tabTo(page, 'delete-for-everyone')
    await page.keyboard.press('Enter')
    await page.getByTestId('message-deleted').waitFor()
    const said = (await intentsOf(page)).flatMap((intent) =>
      'text' in intent && intent.type !== 'keep-draft' ? [intent.text] : []
    )
    expect(said).toEqual(['first\nline', 'first\nline!', 'answer'])
  })

  test('letters are keys of a message only while a message has the focus', async () => {
    const page = await open('busy')
    await openConversation(page)
    await page.getByTestId('composer').click()
    await page.keyboard.type('re+?')
    const written = await page.getByTestId('composer').inputValue()
    expect([
      written,
      await page.getByTestId('keyboard-sheet').count(),
      await page.getByTestId('stop-writing').count()
    ]).toEqual(['re+?', 0, 0])
  })

  test('[C10] Enter that comes before the list of names is loaded chooses from it all the same', async () => {
    const page = await open('busy')
    await openConversation(page)
    let press = (): void => undefined
    const pressed = new Promise<void>((resolve) => (press = resolve))
    let asked = 0
    await page.route(/Completion/, async (route) => {
      asked += 1
      await pressed
      await route.continue()
    })
    await page.getByTestId('composer').click()
    await page.keyboard.type('come, @Ann')
    await page.keyboard.press('Enter')
    press()
    await until(async () => (await page.getByTestId('composer').inputValue()).startsWith('come, @Anna-Lena '), {
      what: 'the whole name'
    })
    await page.keyboard.press('Enter')
    await page.getByTestId('message').filter({ hasText: 'come, @Anna-Lena' }).waitFor()
    const posts = (await intentsOf(page)).flatMap((intent) => (intent.type === 'post' ? [intent.mentions?.length] : []))
    expect([asked > 0, posts]).toEqual([true, [1]])
  })

  test('[C10] in a group Enter waits for who is in it, and names', async () => {
    const page = await open('busy')
    await page.getByTestId('new-conversation').click()
    await page.getByTestId('new-group').check()
    await page.getByTestId('conversation-name-input').fill('Dachstuhl')
    await page.locator('[data-testid="person-option"][data-name^="Anna-Lena"]').check()
    await page.getByTestId('submit-conversation').click()
    await page.getByTestId('conversation-title').filter({ hasText: 'Dachstuhl' }).waitFor()
    await page.evaluate(() => window.fake.change((world) => (world.silent = 'group')))
    await page.getByTestId('composer').click()
    await page.keyboard.type('come, @Ann')
    await page.keyboard.press('Enter')
    await page.evaluate(() => window.fake.change((world) => (world.silent = undefined)))
    await until(async () => (await page.getByTestId('composer').inputValue()).startsWith('come, @Anna-Lena '), {
      what: 'the whole name'
    })
    await page.keyboard.press('Enter')
    await page.getByTestId('message').filter({ hasText: 'come, @Anna-Lena' }).waitFor()
    const posts = (await intentsOf(page)).flatMap((intent) => (intent.type === 'post' ? [intent.mentions?.length] : []))
    expect(posts).toEqual([1])
  })

  test('the arrows walk through messages, and the menu opens and gives the focus back', async () => {
    const page = await open('busy')
    await openConversation(page)
    await page.getByTestId('composer').click()
    await toTimeline(page)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    const rowOf = (): Promise<string | undefined> =>
      page.evaluate(() =>
        document.activeElement instanceof HTMLElement ? document.activeElement.dataset['row'] : undefined
      )
    const before = await rowOf()
    await page.keyboard.press('Enter')
    await page.getByTestId('action-reply').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('action-reply').waitFor({ state: 'detached' })
    expect([before === undefined, await rowOf()]).toEqual([false, before])
    await page.keyboard.press('d')
    await page.getByTestId('day-jump').waitFor()
    await page.keyboard.press('Escape')
    await until(async () => (await rowOf()) === before, { what: 'the focus on the message after the days' })
    // A question that the menu led to covers all of this, and gives the focus back to the message, too.
    await page.keyboard.press('Enter')
    await page.getByTestId('action-delete').press('Enter')
    await page.getByTestId('delete-for-me').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('delete-for-me').waitFor({ state: 'detached' })
    await until(async () => (await rowOf()) === before, { what: 'the focus on the message again' })
  })

  test('Alt and the arrows change the conversation, Ctrl+K finds one, ? explains', async () => {
    const page = await open('busy')
    await openConversation(page)
    const title = page.getByTestId('conversation-title')
    await page.keyboard.press('Alt+Shift+ArrowDown')
    await title.filter({ hasText: 'Material' }).waitFor()
    await page.keyboard.press('Alt+ArrowUp')
    await title.filter({ hasText: 'Everyone' }).waitFor()
    await page.keyboard.press('Alt+ArrowDown')
    await title.filter({ hasText: 'Material' }).waitFor()
    await page.keyboard.press('Control+k')
    const field = page.getByTestId('search-input')
    const before = await field.boundingBox()
    await page.keyboard.type('piotr')
    await page.getByTestId('command').first().waitFor({ state: 'detached' })
    // The field stays where it is, however much is found.
    expect(await field.boundingBox()).toEqual(before)
    await page.keyboard.press('Enter')
    await title.filter({ hasText: 'Piotr' }).waitFor()
    await page.getByTestId('open-details').focus()
    await page.keyboard.press('?')
    await page.getByTestId('keyboard-sheet').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('keyboard-sheet').waitFor({ state: 'detached' })
    expect(await title.textContent()).toContain('Piotr')
    for (const way of ['open-settings', 'open-team']) {
      await page.getByTestId(way).click()
      await title.waitFor({ state: 'detached' })
      // The words at a button that has the focus go first.
      const left = async (): Promise<boolean> => {
        await page.keyboard.press('Escape')
        return await title.filter({ hasText: 'Piotr' }).isVisible()
      }
      await until(left, { what: `Esc leaves what ${way} showed` })
    }
  })
})

describe('a long history', () => {
  test('opens where one left off, with the divider in view', async () => {
    const page = await open('long')
    await openConversation(page)
    const divider = await page.getByTestId('unread-divider').boundingBox()
    expect([divider !== null && divider.y > 56 && divider.y < 300, (await scrollOf(page)).toEnd > 500]).toEqual([
      true,
      true
    ])
  })

  test('older messages come without moving what is read, to the very first, with few rows on the page', async () => {
    const page = await open('long')
    await openConversation(page)
    const moved = await page.getByTestId('timeline').evaluate(async (log) => {
      const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()))
      const rows = (): HTMLElement[] => [...log.querySelectorAll<HTMLElement>('[data-row]')]
      // Opening ends when the list no longer corrects where it stands: then a small move stays.
      for (let still = 0, at = (log.scrollTop -= 1); still < 10; still = log.scrollTop === at ? still + 1 : 0) {
        if (log.scrollTop !== at) at = log.scrollTop -= 1
        await frame()
      }
      let worst = 0
      let most = 0
      const first = (): string => log.querySelector('[data-testid=message-text]')?.textContent ?? ''
      for (let turn = 0; turn < 1500 && !first().startsWith('1. '); turn += 1) {
        // A hand that turns the wheel: a little up, and everything in view must have moved by just that.
        const seen = rows().find((row) => row.getBoundingClientRect().top > 200)
        const before = seen?.getBoundingClientRect().top ?? 0
        const from = log.scrollTop
        log.dispatchEvent(new WheelEvent('wheel', { deltaY: -400 }))
        log.scrollTop = Math.max(0, from - 400)
        const wanted = from - log.scrollTop
        await frame()
        await frame()
        if (seen?.isConnected === true)
          worst = Math.max(worst, Math.abs(seen.getBoundingClientRect().top - before - wanted))
        most = Math.max(most, rows().length)
      }
      return { worst, most, first: first() }
    })
    expect([moved.first.startsWith('1. '), moved.worst <= 2, moved.most <= 120]).toEqual([true, true, true])
  }, 240_000)

  test('whoever jumps far from a menu goes on with the keys at the message, and back at the end in the list', async () => {
    const page = await open('long')
    await openConversation(page)
    const [message, day] = await page.evaluate(() => {
      const [conversation] = window.fake.world.conversations.filter(({ messages }) => messages.length > 300)
      const first = conversation?.messages[0]
      return [first?.message ?? '', new Intl.DateTimeFormat('sv-SE').format(first?.ts)] as const
    })
    const rowOf = (): Promise<string | undefined> =>
      page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'])
    await page.getByTestId('open-day-jump').press('Enter')
    await page.getByTestId('jump-day').fill(day)
    await page.keyboard.press('Enter')
    await until(async () => (await rowOf()) === message, { what: 'the focus on the message of that day' })
    // It leads to what is unread first, and from there to the end.
    const jump = page.getByTestId('jump-to-latest')
    await until(
      async () => {
        if ((await jump.count()) > 0) await jump.press('Enter', { timeout: 1000 }).catch(() => undefined)
        return (await jump.count()) === 0
      },
      { what: 'the end' }
    )
    await until(async () => ((await rowOf()) ?? message) !== message, { what: 'the focus on a message at the end' })
  })

  test('a click on a message that an edge cuts moves nothing: it is seen already', async () => {
    const page = await open('long')
    await openConversation(page)
    const timeline = page.getByTestId('timeline')
    const cutAt = () =>
      timeline.evaluate((log) => {
        const edge = log.getBoundingClientRect()
        const boxes = [...log.querySelectorAll('[data-row]')].map((row) => row.getBoundingClientRect())
        const box = boxes.find(({ top, bottom }) => top < edge.bottom - 12 && bottom > edge.bottom + 8)
        return box === undefined ? undefined : { x: box.left + 4, y: box.top + 6 }
      })
    await timeline.hover()
    const place = await until(
      async () => {
        await page.mouse.wheel(0, -13)
        return await cutAt()
      },
      { what: 'a row that is cut' }
    )
    // What the wheel began is over.
    await timeline.evaluate(async (log) => {
      for (let still = 0, at = log.scrollTop; still < 10; at = log.scrollTop) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
        still = log.scrollTop === at ? still + 1 : 0
      }
    })
    const { x, y } = (await cutAt()) ?? place
    const { scrollTop } = await scrollOf(page)
    await page.mouse.click(x, y)
    const after = await timeline.evaluate(async (log) => {
      for (let frame = 0; frame < 5; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
      return { isInRow: document.activeElement?.closest('[data-row]') !== null, scrollTop: log.scrollTop }
    })
    expect(after).toEqual({ isInRow: true, scrollTop })
  })

  test('at the end new messages keep one there; further up they do not, and the pill counts them', async () => {
    const page = await open('busy')
    await openConversation(page)
    await receive(page, 'one that is followed')
    await page.getByText('one that is followed').last().waitFor()
    await until(async () => (await scrollOf(page)).toEnd < 2, { what: 'the end in view' })
    await page.getByTestId('timeline').hover()
    await page.mouse.wheel(0, -500)
    await page.getByTestId('jump-to-latest').waitFor()
    const { scrollTop } = await scrollOf(page)
    await receive(page, 'two')
    await receive(page, 'three')
    await page.getByTestId('jump-to-latest').filter({ hasText: '2 new' }).waitFor()
    const still = (await scrollOf(page)).scrollTop === scrollTop
    await page.getByTestId('jump-to-latest').click()
    await until(async () => (await scrollOf(page)).toEnd < 2, { what: 'the end in view again' })
    await until(async () => (await typesOf(page)).includes('mark-read'), { what: 'the mark' })
    expect(still).toBe(true)
  })

  test('[C6] Esc says that all of it was seen, from wherever one reads', async () => {
    const page = await open('busy')
    await openConversation(page)
    await page.getByTestId('timeline').hover()
    await page.mouse.wheel(0, -500)
    await page.getByTestId('jump-to-latest').waitFor()
    await receive(page, 'one more')
    await page.getByTestId('jump-to-latest').filter({ hasText: '1 new' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('[data-testid="conversation-item"][data-name="Everyone"][data-unread="0"]').waitFor()
    const said = (await intentsOf(page)).filter(({ type }) => type === 'set-unread')
    expect(said.at(-1)).toMatchObject({ on: false })
    expect((await scrollOf(page)).toEnd).toBeGreaterThan(100)
  })

  test('what comes into an open conversation of few messages is read at once', async () => {
    const page = await open('busy')
    await page.locator('[data-testid="conversation-item"][data-name="Haus B"]').click()
    await page.locator('[data-testid="timeline"].placed').waitFor()
    const unread = () =>
      page.locator('[data-testid="conversation-item"][data-name="Haus B"]').getAttribute('data-unread')
    for (const text of ['one', 'two', 'three']) {
      await page.evaluate((said) => {
        const { world } = window.fake
        const conversation = world.conversations.find(({ name }) => name === 'Haus B')
        const author = world.members.find(({ mine }) => !mine)
        return conversation && author && window.fake.receive(conversation.id, author.member, said)
      }, text)
      await page.getByTestId('message').filter({ hasText: text }).waitFor()
      await until(async () => (await unread()) === '0', { what: `"${text}" is read` })
    }
  })

  test('whoever stands at the end stays there while files, polls and bars come in late, on a slow machine too', async () => {
    const page = await open('acted')
    const machine = await page.context().newCDPSession(page)
    await machine.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    for (const _opening of [1, 2, 3]) {
      await openConversation(page)
      await page.locator('[data-testid="timeline"].placed').waitFor()
      const away = [(await scrollOf(page)).toEnd]
      await page.getByTestId('open-scheduled').waitFor()
      away.push((await scrollOf(page)).toEnd)
      expect(Math.max(...away)).toBeLessThanOrEqual(1)
      await page.reload()
    }
  })

  test('a quote leads to its message, also one that is far away', async () => {
    const page = await open('long')
    await page.evaluate(() => {
      window.fake.change((world) => {
        const [everyone] = world.conversations
        const far = everyone?.messages[20]
        if (everyone === undefined || far === undefined) throw new Error('the scenario has a long conversation')
        const reply = { message: far.message, authorName: far.authorName, mine: far.mine, text: far.text }
        everyone.messages = everyone.messages.map((each, index) => (index === 1999 ? { ...each, reply } : each))
        everyone.read = everyone.messages.at(-1)?.message
      })
    })
    await openConversation(page)
    await page.getByTestId('message-quote').last().click()
    await page.locator('article.marked').filter({ hasText: '21. ' }).waitFor()
    await page.getByTestId('jump-to-latest').click()
    await page.getByText('2000. ').last().waitFor()
    expect((await scrollOf(page)).toEnd < 2).toBe(true)
    // And by keyboard alone, which no Tab leads to the quote.
    await page.locator('[data-row]').filter({ hasText: '2000. ' }).press('Enter')
    await page.getByTestId('action-answered').press('Enter')
    await page.locator('article.marked').filter({ hasText: '21. ' }).waitFor()
  })

  test('ten thousand characters and a draft are kept when one goes elsewhere and comes back', async () => {
    const page = await open('busy')
    await openConversation(page)
    await page.getByTestId('composer').fill('half a sentence')
    await openConversation(page, 'Material')
    await page.getByText('Draft: half a sentence').waitFor()
    await openConversation(page, 'Everyone')
    await until(async () => (await page.getByTestId('composer').inputValue()) === 'half a sentence', {
      what: 'the draft'
    })
    await page.getByTestId('composer').fill('x'.repeat(17 * 1024))
    await page.getByText(/Too long by/).waitFor()
    expect(await page.getByTestId('send').isDisabled()).toBe(true)
  })
})

describe('texts that mean harm', () => {
  test('[W2] stand there as text: no element comes of them, links say where they lead, names are told apart', async () => {
    const page = await open('hostile')
    await openConversation(page)
    const timeline = page.getByTestId('timeline')
    const found = await timeline.evaluate((log) => ({
      foreign: log.querySelectorAll('img, script, b, iframe').length,
      text: log.textContent?.includes('<img src=x onerror=alert(1)>'),
      links: [...log.querySelectorAll('a')].map(({ href, rel, target }) => `${href} ${rel} ${target}`),
      isolated: [...log.querySelectorAll('[data-testid=message-text]')].every((each) =>
        ['isolate', 'plaintext'].includes(getComputedStyle(each).unicodeBidi)
      ),
      overrides: /[\u202d\u202e]/.test(log.textContent ?? '')
    }))
    expect(found).toEqual({
      foreign: 0,
      text: true,
      links: ['https://gut.example@boese.example/anmelden noopener noreferrer _blank'],
      isolated: true,
      overrides: false
    })
    await timeline.getByText('→ boese.example').waitFor()
  })

  test('[C6] what came late, from a clock ahead, or cannot be read yet is marked in words', async () => {
    const page = await open('hostile')
    await openConversation(page)
    const timeline = page.getByTestId('timeline')
    await timeline.getByText('The sender’s clock is ahead').waitFor({ state: 'attached' })
    await timeline.getByText('This message needs a newer version of Flurfunk.').waitFor()
    await openConversation(page, 'Everyone')
    await timeline.getByText('received later').first().waitFor({ state: 'attached' })
  })
})

describe('the ways in', () => {
  test('[I1] the secret of an opened link is nowhere to be seen, and is asked with', async () => {
    const page = await open('new', `#j=${link}`)
    await page.getByTestId('display-name').fill('Ben')
    const address = page.url()
    await page.getByTestId('submit-join').click()
    await page.getByTestId('join-progress').waitFor()
    const asked = (await intentsOf(page)).find(({ type }) => type === 'join-team')
    expect([address.includes(link), asked !== undefined && 'link' in asked && asked.link]).toEqual([false, link])
  })

  test('a link that is broken says so in a sentence, and another can be pasted', async () => {
    const page = await open('new', '#j=short')
    await page.getByTestId('display-name').fill('Ben')
    await page.getByTestId('submit-join').click()
    await page.getByText('This link is incomplete.').waitFor()
    await page.getByTestId('invitation-input').fill('')
    await page.getByTestId('submit-join').click()
    await page.getByText('A link or a code is needed here.').waitFor()
    await page.getByTestId('invitation-input').fill(`https://flurfunk.example/#j=${link}`)
    await page.getByTestId('submit-join').click()
    await page.getByTestId('join-progress').waitFor()
  })

  test('[W8] the camera is asked for at the tap and not before, reads the code, and is let go', async () => {
    const page = await open('new', '#/join')
    await page.getByTestId('invitation-input').waitFor()
    await page.evaluate(() => {
      const { mediaDevices } = navigator
      const ask = mediaDevices.getUserMedia.bind(mediaDevices)
      const tracks: MediaStreamTrack[] = []
      Object.assign(window, { tracks })
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted)
        tracks.push(...stream.getTracks())
        return stream
      }
    })
    const tracks = (): Promise<readonly string[]> =>
      page.evaluate(() =>
        ('tracks' in window ? (window.tracks as MediaStreamTrack[]) : []).map(({ readyState }) => readyState)
      )
    const before = await tracks()
    await page.getByRole('button', { name: 'Scan QR code' }).click()
    const input = page.getByTestId('invitation-input')
    await input.waitFor()
    const read = await input.inputValue()
    expect([before, read.endsWith(`#j=${link}`), await tracks()]).toEqual([[], true, ['ended']])
  })

  test('what really happens at the door is told step by step', async () => {
    const page = await open('looking')
    const progress = page.getByTestId('join-progress')
    await progress.getByText('Looking for someone of the team…').waitFor()
    const become = (step: 'nobody-yet' | 'answered' | 'checking' | 'admitted'): Promise<void> =>
      page.evaluate((next) => {
        window.fake.change((world) => {
          if (world.join.type === 'asking') world.join = { ...world.join, step: next }
        })
      }, step)
    await become('nobody-yet')
    await progress.getByText('Nobody can be reached just now').waitFor()
    await become('answered')
    await progress.getByText('A device of the team has answered').waitFor()
    await become('checking')
    await progress.getByText('Checking the team’s signatures…').waitFor()
    await become('admitted')
    await progress.getByText('Welcome').waitFor()
    expect(await progress.getAttribute('data-step')).toBe('admitted')
  })
})

describe('the window itself', () => {
  test('it narrows while details are open: they take the focus, and give it back', async () => {
    const page = await open('busy')
    await openConversation(page)
    await page.getByTestId('open-details').click()
    await page.getByTestId('composer').click()
    const isInDetails = (): Promise<boolean> =>
      page.evaluate(() => document.activeElement?.querySelector('[data-testid=details]') !== null)
    const beside = [await focusedId(page), await isInDetails()]
    await page.setViewportSize({ width: 900, height: 800 })
    await until(async () => (await page.locator('main[inert]').count()) === 1, { what: 'the details over all' })
    const over = await page.evaluate(() => document.activeElement?.classList.contains('details'))
    await page.keyboard.press('Escape')
    await until(async () => (await focusedId(page)) === 'composer', { what: 'the focus in the field again' })
    expect([beside, over]).toEqual([['composer', false], true])
  })

  test('it gets the focus again: the list stays where one reads, though a message far from there has it', async () => {
    const page = await open('long')
    await openConversation(page)
    await page
      .locator('[data-row]')
      .nth(3)
      .click({ position: { x: 4, y: 6 } })
    await page.keyboard.press('ArrowDown')
    await page.mouse.wheel(0, -1500)
    const isFar = (): Promise<boolean> =>
      page.evaluate(() => {
        const row = document.activeElement?.closest('[data-row]:focus-visible')
        return (row?.getBoundingClientRect().top ?? 0) > innerHeight
      })
    await until(isFar, { what: 'the message far below what is read' })
    const moved = await page.getByTestId('timeline').evaluate(async (log) => {
      const still = async (): Promise<number> => {
        for (let frames = 0, at = log.scrollTop; frames < 10; at = log.scrollTop) {
          await new Promise((resolve) => requestAnimationFrame(resolve))
          frames = log.scrollTop === at ? frames + 1 : 0
        }
        return log.scrollTop
      }
      const before = await still()
      // As a browser tells it: the element that has the focus loses and gets it with the window.
      const row = document.activeElement
      dispatchEvent(new FocusEvent('blur'))
      dispatchEvent(new FocusEvent('focus'))
      row?.dispatchEvent(new FocusEvent('focusin', { bubbles: true }))
      return (await still()) - before
    })
    expect([moved, await isFar()]).toEqual([0, true])
  })
})

describe('states around the team', () => {
  test('[W9] another tab has the device: one button takes it over', async () => {
    const page = await open('elsewhere')
    await page.getByTestId('use-here').click()
    await page.getByTestId('app-shell').waitFor()
  })

  test('[A9] a team that stopped says so of itself alone, and one button starts it again', async () => {
    const page = await open('several', '#/t/2/')
    await page.getByTestId('app-shell').waitFor()
    await page.evaluate(() => window.fake.setTeamPhase(2, { type: 'stopped', words: 'assertion failed: example' }))
    const panel = page.getByTestId('error-panel')
    expect(await panel.innerText()).toMatch(/“Tiefbau Süd” has stopped[\s\S]*Your other teams go on/)
    expect(await panel.innerText()).not.toContain('Flurfunk')
    await panel.getByTestId('restart').click()
    await page.getByTestId('app-shell').waitFor()
  })

  test('[S12] a removed device says so and offers nothing to write with', async () => {
    const page = await open('removed')
    await page.getByTestId('removed').getByText('Hochbau Nord').waitFor()
    expect(await page.getByTestId('composer').count()).toBe(0)
  })

  test('[D7] the founder is reminded of the root sheet until it is said to be on paper', async () => {
    const page = await open('founded')
    await page.getByTestId('open-root-sheet').click()
    await page.getByTestId('root-sheet').locator('code').first().waitFor()
    const groups = await page.getByTestId('root-sheet').locator('code').count()
    const early = await page.getByTestId('confirm').isDisabled()
    await page.getByTestId('root-sheet-written').check()
    await page.getByTestId('confirm').click()
    await page.getByTestId('open-root-sheet').waitFor({ state: 'detached' })
    expect([groups, early]).toEqual([14, true])
  })

  test('[D9] settings say whether the browser keeps the data, and ask it to at a tap', async () => {
    const page = await open('busy', '#/settings')
    await page.getByTestId('storage-state').getByText('The browser may delete').waitFor()
    await page.getByTestId('persist-storage').click()
    await page
      .getByTestId('storage-state')
      .getByText(/The browser (?:said no|keeps)/)
      .waitFor()
  })

  test('[S11] a clock that differs is said, with the way the devices are connected', async () => {
    const page = await open('relayed')
    const status = page.getByTestId('connection-status')
    await status.waitFor()
    const state = [await status.getAttribute('data-state'), await status.getAttribute('data-peers')]
    await status.click()
    await page.getByTestId('connection-panel').getByText('This device’s clock differs by 9 min').waitFor()
    expect(state).toEqual(['relayed', '2'])
  })

  test('theme and language change at once and are kept over a reload', async () => {
    const page = await open('busy', '#/settings')
    await page.getByTestId('theme-dark').check()
    await page.getByTestId('language-de').check()
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    expect(
      await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']])
    ).toEqual(['de', 'dark'])
  })
})

describe('a note that cannot be stored', () => {
  test('[P10] a tap copies the words that were typed, and says so', async () => {
    const page = await open('pads')
    await openConversation(page)
    await page.getByTestId('open-details').click()
    await page.getByTestId('pad-item').nth(4).click()
    await page.getByTestId('copy-unsaved').click()
    await page.getByTestId('toast').getByText('Copied').waitFor()
    await page.getByTestId('close-pad').click()
    await page.getByTestId('composer').fill('')
    await page.getByTestId('composer').press('ControlOrMeta+v')
    await until(async () => (await page.getByTestId('composer').inputValue()) === ', Höhe 3 m', {
      what: 'the words in another field'
    })
  })
})

describe('a question over a list', () => {
  test('is all there is until it is answered; then the keys are back where they were', async () => {
    const page = await open('pads')
    await openConversation(page)
    await page.getByTestId('open-details').click()
    await page.getByTestId('pad-item').nth(1).click()
    await page.getByTestId('pad-delete').click()
    await page.getByTestId('confirm').waitFor()
    const isInert = () => page.getByTestId('pad').evaluate((pane) => (pane as HTMLElement).inert)
    const asked = await isInert()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await page.getByTestId('confirm').waitFor({ state: 'detached' })
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
    await until(async () => (await focused()) === 'pad-delete', { what: 'the focus on what asked' })
    expect([asked, await isInert()]).toEqual([true, false])
  })
})

describe('copying', () => {
  test('what the browser does not let be copied is said in a sentence, and stays chosen', async () => {
    const page = await open('busy')
    await openConversation(page)
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('Write permission denied.'))
    })
    await page.locator('[data-row]').last().press('x')
    await page.getByTestId('selection-copy').click()
    await page.getByTestId('toast').getByText('The browser did not allow copying').waitFor()
    expect(await page.getByTestId('select-bar').count()).toBe(1)
  })
})

describe('on a phone', () => {
  /** A finger that stays on a message until its menu is there. */
  async function pressLong(bubble: Locator): Promise<void> {
    // A trial waits until the bubble stands still.
    await bubble.tap({ trial: true })
    const fingers = await fingersOn(bubble.page())
    await fingers.down(await middleOf(bubble))
    await bubble.page().getByTestId('action-reply').waitFor()
    await fingers.up()
  }

  test('back goes from details to the conversation to the list, and closes what lies over it', async () => {
    const page = await open('busy', '', { phone: true })
    await openConversation(page)
    await page.getByTestId('open-details').click()
    await page.getByTestId('details').waitFor()
    await page.goBack()
    await page.getByTestId('composer').waitFor()
    await page.goBack()
    await page.getByTestId('conversation-list').waitFor()
    await page.getByTestId('new-conversation').click()
    await page.getByTestId('person-option').first().waitFor()
    await page.goBack()
    await page.getByTestId('person-option').first().waitFor({ state: 'detached' })
    expect(await page.getByTestId('conversation-item').count()).toBe(6)
  })

  test('back closes a menu, a question, a form and a choice, one at a time, and keeps the conversation', async () => {
    const page = await open('busy', '', { phone: true })
    await openConversation(page)
    const bubble = page.getByTestId('message-text').last()
    const opened = page.locator('[role=dialog], [role=menu], [data-testid=select-bar]')
    const menu = async (action: string): Promise<void> => {
      await pressLong(bubble)
      await page.getByTestId(action).tap()
    }
    for (const open of [
      async () => pressLong(bubble),
      async () => {
        await menu('action-delete')
        await page.getByTestId('delete-for-me').waitFor()
      },
      async () => {
        await menu('action-select')
        // While one chooses, a tap anywhere on a message chooses it, or takes it back.
        const chosen = page.locator('[data-testid=choose-message]:checked')
        await until(async () => (await chosen.count()) === 1, { what: 'the first one' })
        await page.getByTestId('message').nth(-2).getByTestId('message-text').tap()
        await until(async () => (await chosen.count()) === 2, { what: 'another one' })
        await page.getByTestId('message').nth(-2).getByTestId('message-text').tap()
        await until(async () => (await chosen.count()) === 1, { what: 'the first one alone' })
      },
      async () => {
        await page.getByTestId('compose-more').tap()
        await page.getByTestId('new-poll').tap()
        await page.getByTestId('poll-question').fill('When?')
      }
    ]) {
      await open()
      await page.goBack()
      await opened.first().waitFor({ state: 'detached' })
      await page.getByTestId('composer').waitFor()
    }
    // What closed by its own button left no step: the next one back leaves the conversation.
    await pressLong(bubble)
    await page.getByTestId('action-reply').tap()
    await opened.first().waitFor({ state: 'detached' })
    await page.goBack()
    await page.getByTestId('conversation-list').waitFor()
  })

  test('a thumb pulls a message to answer it, and no other way moves it', async () => {
    const page = await open('busy', '', { phone: true })
    await openConversation(page)
    const bubble = page.getByTestId('message-text').last()
    await bubble.tap({ trial: true })
    const fingers = await fingersOn(page)
    const from = await middleOf(bubble)
    const about = page.getByTestId('stop-writing')
    await fingers.draw([from, { x: from.x - 150, y: from.y }])
    await fingers.draw([from, { x: from.x + 40, y: from.y }])
    expect(await about.count()).toBe(0)
    await fingers.draw([from, { x: from.x + 120, y: from.y }])
    await about.waitFor()
    await page.getByTestId('composer').and(page.locator(':focus')).waitFor()
  })

  test('a long press opens the menu, and a reaction is one tap away', async () => {
    const page = await open('busy', '', { phone: true })
    await openConversation(page)
    const bubble = page.getByTestId('message-text').last()
    await pressLong(bubble)
    await page.locator('[data-testid=emoji-option][data-emoji="🙏"]').tap()
    await page.locator('[data-testid=reaction][data-emoji="🙏"][data-count="1"]').waitFor()
  })

  test('Enter makes a new line, the button sends', async () => {
    const page = await open('busy', '', { phone: true })
    await openConversation(page)
    await page.getByTestId('composer').tap()
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    await page.keyboard.type('two')
    await page.getByTestId('send').tap()
    await page.getByTestId('message').filter({ hasText: 'two' }).waitFor()
    const posts = (await intentsOf(page)).flatMap((intent) => (intent.type === 'post' ? [intent.text] : []))
    expect(posts).toEqual(['one\ntwo'])
  })
})

describe('reactions and emoji', () => {
  test('every emoji is found by a word of the language, and joins the message', async () => {
    const page = await open('busy', '', { language: 'de-DE' })
    await openConversation(page)
    const message = page.getByTestId('message').last()
    await message.hover()
    await message.getByTestId('message-menu').click()
    await page.getByTestId('action-react').click()
    await page.getByTestId('emoji-picker').getByRole('searchbox').fill('kran')
    await page.locator('[data-testid=emoji-option][data-emoji="🏗️"]').click()
    await message.locator('[data-testid=reaction][data-emoji="🏗️"]').click()
    await message.locator('[data-testid=reaction][data-emoji="🏗️"]').waitFor({ state: 'detached' })
    expect((await intentsOf(page)).flatMap((intent) => (intent.type === 'react' ? [intent.on] : []))).toEqual([
      true,
      false
    ])
  })

  test('in the field an emoji goes where the cursor is', async () => {
    const page = await open('busy')
    await openConversation(page)
    await page.getByTestId('composer').fill('ab')
    await page.keyboard.press('ArrowLeft')
    await page.getByTestId('open-emoji').click()
    await page.locator('[data-testid=emoji-option][data-emoji="😀"]').click()
    await until(async () => (await page.getByTestId('composer').inputValue()) === 'a😀b', {
      what: 'the emoji in the middle'
    })
  })
})

describe('the keyboard of a phone', () => {
  test.each(['new-conversation', 'open-search'])('covers nothing that is typed in over the app: %s', async (opener) => {
    const page = await open('busy', '', { phone: true })
    await page.getByTestId(opener).click()
    const field = opener === 'open-search' ? 'search-input' : 'conversation-purpose-input'
    if (opener === 'new-conversation') await page.getByTestId('new-channel').check()
    await page.getByTestId(field).focus()
    // As browsers tell it: the layout stays, and the visual viewport is what is left.
    const left = 330
    await page.evaluate((height) => {
      Object.defineProperty(window.visualViewport, 'height', { configurable: true, get: () => height })
      window.visualViewport?.dispatchEvent(new Event('resize'))
    }, left)
    const bottomOf = async (hook: string): Promise<number> => {
      const box = await page.getByTestId(hook).boundingBox()
      return box === null ? Infinity : box.y + box.height
    }
    await until(async () => (await bottomOf(field)) <= left, { what: 'the field above the keyboard' })
    const dialog = await page.getByRole('dialog').boundingBox()
    expect([dialog !== null && dialog.y >= 0, dialog !== null && dialog.y + dialog.height <= left]).toEqual([
      true,
      true
    ])
    if (opener === 'open-search') return
    await page.getByTestId('submit-conversation').scrollIntoViewIfNeeded()
    expect(await bottomOf('submit-conversation')).toBeLessThanOrEqual(left)
  })
})
