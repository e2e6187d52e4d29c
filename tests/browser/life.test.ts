// The life of conversations on real screens: arranged by keyboard on a desk and by thumb on a German phone; notices while nobody looks, and
// nothing of them once the device is locked.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { recordBadge, showInTurn, standing, tapNotice, withoutConstructor } from '../fixtures/notices.ts'

const passphrase = 'Kran Beton Montag Regen'

describe('the life of conversations', () => {
  let crew: Crew
  let anna: Person
  let ben: Person
  let phone: Person

  beforeAll(async () => {
    crew = await createCrew('Anna', 'Ben')
    ;[anna, ben] = crew.people as [Person, Person]
    await anna.context.grantPermissions(['notifications'], { origin: new URL(crew.url).origin })
    await recordBadge(anna.page)
    await anna.page.evaluate(showInTurn)
    await ben.openConversation(everyone)
    await anna.connected(1)
  })
  afterAll(() => crew.close())

  const item = (page: Page, name: string) => page.locator(`[data-testid="conversation-item"][data-name="${name}"]`)
  const row = (page: Page, name: string) => page.locator('li', { has: item(page, name) })

  /** By keyboard alone: Tab leads from the conversation to its button. */
  async function choose(page: Page, name: string, ...actions: readonly string[]): Promise<void> {
    await row(page, name).getByTestId('conversation-more').press('Enter')
    for (const action of actions) {
      const wanted = page.getByTestId(action)
      await wanted.waitFor()
      await until(
        async () => {
          if ((await wanted.getAttribute('data-highlighted')) !== null) return true
          await page.keyboard.press('ArrowDown')
          return false
        },
        { what: `the keys reach ${action}` }
      )
      await page.keyboard.press('Enter')
    }
  }

  const is = (page: Page, name: string, attribute: string, value: string): Promise<unknown> =>
    until(async () => (await item(page, name).getAttribute(attribute)) === value, {
      what: `${name}: ${attribute} ${value}`
    })

  it('[C22] pins, mutes, marks and archives by keyboard; a new message brings it back', async () => {
    const { page } = anna
    await anna.openConversation(everyone)
    await page.getByTestId('composer').waitFor()
    await choose(page, 'Notes to self', 'pin-conversation')
    await is(page, 'Notes to self', 'data-pinned', 'true')
    await until(
      async () => (await page.getByTestId('conversation-item').first().getAttribute('data-name')) === 'Notes to self',
      { what: 'what is pinned on top' }
    )
    await choose(page, 'Everyone', 'mark-unread')
    await is(page, 'Everyone', 'data-unread', '1')
    await until(async () => (await page.title()) === '(1) Flurfunk', { what: 'the title counting it' })
    await anna.openConversation(everyone)
    await is(page, 'Everyone', 'data-unread', '0')
    await choose(page, 'Everyone', 'mute', 'mute-hours')
    await is(page, 'Everyone', 'data-muted', 'true')
    await choose(page, 'Everyone', 'archive')
    await item(page, 'Everyone').waitFor({ state: 'detached' })
    await page.getByTestId('open-archive').press('Enter')
    await is(page, 'Everyone', 'data-archived', 'true')
    await choose(page, 'Everyone', 'unmute')
    await is(page, 'Everyone', 'data-muted', 'false')
    await ben.say('back to work')
    await is(page, 'Everyone', 'data-archived', 'false')
  })

  it('[C24] topic and picture reach the others; what is no picture is refused', async () => {
    const { page } = ben
    await page.getByTestId('open-details').click()
    await page.getByTestId('edit-topic').click()
    await page.getByTestId('topic-input').fill('All that concerns the site')
    await page.getByTestId('confirm-topic').click()
    await anna.openConversation(everyone)
    await anna.page.getByText('All that concerns the site').first().waitFor()
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
    const chooser = page.getByTestId('picture-file')
    await chooser.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(svg) })
    await page.getByRole('alert').waitFor()
    const drawn = await page.evaluate(() => {
      const canvas = document.createElement('canvas')
      canvas.width = 900
      canvas.height = 500
      canvas.getContext('2d')?.fillRect(0, 0, 900, 500)
      return canvas.toDataURL('image/png').split(',')[1] ?? ''
    })
    await chooser.setInputFiles({ name: 'b.png', mimeType: 'image/png', buffer: Buffer.from(drawn, 'base64') })
    const picture = row(anna.page, 'Everyone').getByTestId('conversation-picture')
    await picture.waitFor()
    const size = await picture.evaluate(async (image: HTMLImageElement) => {
      await image.decode()
      return [image.naturalWidth, image.naturalHeight]
    })
    expect(size).toEqual([256, 256])
    await page.getByTestId('close-details').click()
    // Wherever one chooses a conversation it has its picture.
    await anna.page.keyboard.press('Control+k')
    await anna.page.getByTestId('search-result').getByTestId('conversation-picture').waitFor()
    await anna.page.keyboard.press('Escape')
    await anna.page.getByTestId('search-input').waitFor({ state: 'detached' })
    await anna.page.locator('[data-row]').filter({ hasText: 'back to work' }).last().press('x')
    await anna.page.getByTestId('selection-forward').click()
    await anna.page.getByTestId('forward-dialog').getByTestId('conversation-picture').waitFor()
    await anna.page.getByTestId('cancel').first().click()
    await anna.page.getByTestId('end-selection').click()
  })

  it('[C22] a German phone: a pull marks and archives, a long press opens the menu', async () => {
    const options = { locale: 'de-DE', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    phone = await createPerson(crew.browser, { name: 'Cem', url: crew.url, options })
    await phone.context.grantPermissions(['notifications'], { origin: new URL(crew.url).origin })
    for (const script of [withoutConstructor, showInTurn]) await phone.context.addInitScript(script)
    const { page } = phone
    await phone.join(await anna.invite())
    await item(page, 'Alle').waitFor()
    const touch = await phone.context.newCDPSession(page)
    const finger = async (by: number, rests = false): Promise<void> => {
      // One that moves, or goes back after a pull, is not where it is taken.
      await item(page, 'Alle').click({ trial: true })
      const box = await item(page, 'Alle').boundingBox()
      if (box === null) throw new Error('the conversation is not on the screen')
      const at = (part: number) => [{ x: 195 + by * part, y: box.y + box.height / 2 }]
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) })
      for (const part of by === 0 ? [] : [0.2, 0.4, 0.6, 0.8, 1])
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(part) })
      if (rests) await page.getByTestId('conversation-menu').waitFor()
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    }
    await ben.say('Hallo Cem')
    // What was said before is unread for a newcomer, too; what comes after the pull would be unread again.
    await item(page, 'Alle').filter({ hasText: 'Hallo Cem' }).waitFor()
    const unread = async (): Promise<string | null> => item(page, 'Alle').getAttribute('data-unread')
    await until(async () => (await unread()) !== '0', { what: 'something to read' })
    await finger(110)
    await is(page, 'Alle', 'data-unread', '0')
    await finger(110)
    await is(page, 'Alle', 'data-unread', '1')
    await finger(-110)
    await item(page, 'Alle').waitFor({ state: 'detached' })
    // In one look: what can be undone does not stand there for long.
    await page.getByTestId('toast').filter({ hasText: 'Archiviert' }).getByTestId('undo').click()
    await item(page, 'Alle').waitFor()
    await finger(0, true)
    await page.getByTestId('pin-conversation').click()
    await is(page, 'Alle', 'data-pinned', 'true')
    expect(await page.getByTestId('composer').count()).toBe(0)
  })

  /** The tab is behind another one, or in front again. */
  async function hide(page: Page, hidden: boolean): Promise<void> {
    await page.evaluate(
      (state) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
        document.dispatchEvent(new Event('visibilitychange'))
      },
      hidden ? 'hidden' : 'visible'
    )
  }

  it('[C25] a phone, where only the service worker may show a notice', async () => {
    const { page } = phone
    await page.getByTestId('open-settings').click()
    expect(await page.getByTestId('enter-breaks').isChecked()).toBe(true)
    await page.getByTestId('notify-about').selectOption('all')
    await hide(page, true)
    await ben.say('Regen um drei')
    await until(async () => (await standing(page)).length === 1, { what: 'a notice on the phone' })
    // As it comes: the name and no words, and no sound.
    expect(await standing(page)).toEqual([{ title: 'Alle', body: '1 neue Nachricht', silent: true }])
    await phone.context.close()
  })

  it('[C25] tells what comes while nobody looks, once for each conversation, until it is read', async () => {
    const { page } = anna
    await anna.openConversation(everyone)
    await until(async () => (await page.title()) === 'Flurfunk', { what: 'nothing to count' })
    await page.getByTestId('open-settings').click()
    await page.getByTestId('notify-about').selectOption('all')
    await page.getByTestId('notify-content').selectOption('text')
    expect(await page.getByTestId('notify-sound').isChecked()).toBe(false)
    await hide(page, true)
    for (const text of ['one', 'two', 'three']) await ben.say(text)
    await until(async () => (await standing(page))[0]?.body.startsWith('Ben: three') === true, { what: 'a notice' })
    expect(await standing(page)).toEqual([{ title: 'Everyone', body: 'Ben: three\n3 new messages', silent: true }])
    await until(async () => (await page.title()) === '(3) Flurfunk', { what: 'three in the title' })
    await until(() => page.evaluate(() => window.badges.at(-1) === 3), { what: 'three on the badge' })
    await hide(page, false)
    await anna.openConversation(everyone)
    await until(async () => (await standing(page)).length === 0, { what: 'no notice once it is read' })
    await until(async () => (await page.title()) === 'Flurfunk', { what: 'nothing to count' })
    await until(() => page.evaluate(() => window.badges.at(-1) === 0), { what: 'no badge once it is read' })
  })

  it('[C25] [C23] mentions only, if that is what was chosen, and aloud, if sounds are on', async () => {
    const { page } = anna
    await page.getByTestId('open-settings').click()
    await page.getByTestId('notify-about').selectOption('mentions')
    await page.getByTestId('notify-sound').check()
    await hide(page, true)
    await ben.say('nobody in particular')
    await ben.page.getByTestId('composer').fill('please come, @An')
    await ben.page.locator('[data-testid="completion-option"][data-name="Anna"]').click()
    await ben.page.getByTestId('composer').press('Enter')
    await until(async () => (await standing(page)).length === 1, { what: 'a notice' })
    expect(await standing(page)).toEqual([{ title: 'Everyone', body: 'Ben: please come, @Anna', silent: false }])
    await hide(page, false)
    await page.getByTestId('notify-about').selectOption('all')
    await anna.openConversation(everyone)
    await until(async () => (await standing(page)).length === 0, { what: 'no notice once it is read' })
  })

  it('[C25] a tap on a notice leads to the message, in the app that is open or in a new window of it', async () => {
    const { page } = anna
    await page.getByTestId('open-settings').click()
    await hide(page, true)
    await ben.say('please answer this one')
    await until(async () => (await standing(page)).length === 1, { what: 'a notice' })
    const message = /^#\/t\/1\/c\/[0-9a-f]{32}\/m\/[0-9a-f]{64}$/
    expect(await tapNotice(anna.context, { windows: 'none' })).toMatchObject([{ opens: expect.stringMatching(/^\/#/) }])
    await ben.say('and this one, too')
    await until(async () => (await standing(page)).some(({ body }) => body.startsWith('Ben: and this one')), {
      what: 'another notice'
    })
    const [tapped] = await tapNotice(anna.context, { windows: 'open' })
    expect(tapped?.address).toMatch(message)
    expect(tapped?.focuses).toBe(true)
    await hide(page, false)
    await anna.sees('and this one, too')
    await until(async () => (await standing(page)).length === 0, { what: 'no notice once it is tapped' })
  })

  it('[C25] [A6] locked it says nothing: no name, no text, no number', async () => {
    const { page } = anna
    await page.getByTestId('open-settings').click()
    await page.getByTestId('set-passphrase').click()
    await page.getByTestId('passphrase-input').fill(passphrase)
    await page.getByTestId('passphrase-again').fill(passphrase)
    await page.getByTestId('confirm').click()
    await page.getByTestId('lock-now').waitFor()
    await hide(page, true)
    await ben.say('before the lock')
    await until(async () => (await standing(page)).length === 1, { what: 'a notice' })
    await page.evaluate(() => document.querySelector<HTMLElement>('[data-testid="lock-now"]')?.click())
    await page.getByTestId('lock-screen').waitFor()
    await until(async () => (await standing(page)).length === 0, { what: 'the lock taking it away' })
    await ben.say('SECRET behind the lock')
    await ben.say('SECRET behind the lock, again')
    // A person at the lock waits for an answer from the worker, which is behind all that could have come.
    await page.getByTestId('passphrase-input').fill('not the one')
    await page.getByTestId('unlock').click()
    await page.getByText('That is not the right passphrase.').waitFor()
    expect(await standing(page)).toEqual([])
    expect(await page.title()).toBe('Flurfunk')
    expect(await page.evaluate(() => window.badges.at(-1))).toBe(0)
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/icon.svg')
    await hide(page, false)
    await page.getByTestId('passphrase-input').fill(passphrase)
    await page.getByTestId('unlock').click()
    await page.getByTestId('app-shell').waitFor()
    await until(async () => (await page.title()) === '(3) Flurfunk', { what: 'what came meanwhile' })
    expect(await standing(page)).toEqual([])
  })
})
