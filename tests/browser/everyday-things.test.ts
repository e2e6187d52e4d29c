// What surrounds the messages of every day, on the real app with the real node: Anna at a German desk, Mia on an English phone (in
// everyday.test.ts it is the other way round). Places to talk in, files by every way in, what is found again, what one shares of oneself, and
// what the app says it knows.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { fakePicture } from '../fixtures/fake-picture.ts'
import { filmedIn } from '../fixtures/fake-film.ts'
import { createPerson, englishPhone, germanDesk, type Person } from '../fixtures/person.ts'

describe('what surrounds every day', () => {
  let crew: Crew
  let anna: Person
  let mia: Person

  beforeAll(async () => {
    crew = await createCrew({ name: 'Anna', options: germanDesk })
    anna = crew.people[0] as Person
    mia = await createPerson(crew.browser, { name: 'Mia', url: crew.url, options: englishPhone })
    const { origin } = new URL(crew.url)
    for (const { context } of [anna, mia])
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
  })
  afterAll(async () => {
    await crew.close()
    for (const { watch } of [anna, mia]) expect(watch).toMatchObject({ foreign: [], errors: [] })
  })

  const item = (page: Page, name: string) => page.locator(`[data-testid="conversation-item"][data-name="${name}"]`)
  const file = (page: Page, name: string) => page.locator(`[data-testid="file"][data-name="${name}"]`)

  async function send(words: string): Promise<void> {
    await mia.page.getByTestId('composer').fill(words)
    await mia.page.getByTestId('send').tap()
  }

  it('[I1] from a link to the first message it takes a name, and less than a minute', async () => {
    const link = await anna.invite()
    await anna.openConversation(everyone)
    const started = Date.now()
    await mia.join(link)
    await mia.openConversation(everyone)
    await send('Hallo zusammen')
    await anna.sees('Hallo zusammen')
    expect(Date.now() - started).toBeLessThan(60_000)
  })

  it('[C1] [C24] a channel with a purpose is there for all, gets another name by thumb, and is muted for one alone', async () => {
    await anna.page.getByTestId('new-conversation').first().click()
    await anna.page.getByTestId('new-channel').click()
    await anna.page.getByTestId('submit-conversation').click()
    await anna.page.getByText(/name/i).first().waitFor()
    await anna.page.getByTestId('conversation-name-input').fill('Rohbau')
    await anna.page.getByTestId('conversation-purpose-input').fill('Alles bis zum Dach')
    await anna.page.getByTestId('submit-conversation').click()
    await anna.page.getByTestId('conversation-title').filter({ hasText: 'Rohbau' }).waitFor()
    const { page } = mia
    await page.getByTestId('back').tap()
    await item(page, 'Rohbau').tap()
    await page.getByTestId('open-details').tap()
    await page.getByTestId('topic').filter({ hasText: 'Alles bis zum Dach' }).waitFor()
    await page.getByTestId('rename-conversation').tap()
    await page.getByTestId('conversation-name-input').fill('Rohbau Süd')
    await page.getByTestId('confirm').tap()
    await anna.page.getByTestId('conversation-title').filter({ hasText: 'Rohbau Süd' }).waitFor()
    await page.getByTestId('details-mute').tap()
    await page.getByTestId('mute-ever').tap()
    await page.getByTestId('details-unmute').waitFor()
    await page.getByTestId('close-details').tap()
    await page.getByTestId('back').tap()
    await until(async () => (await item(page, 'Rohbau Süd').getAttribute('data-muted')) === 'true', { what: 'muted' })
    expect(await item(anna.page, 'Rohbau Süd').getAttribute('data-muted')).toBe('false')
    await mia.openConversation('Rohbau Süd')
  })

  it('[W3] a picture is pasted, a file is dropped, and both arrive', async () => {
    const { page } = anna
    const sendFiles = async (): Promise<void> => {
      await page.getByTestId('send-files').click()
      await page.getByTestId('attach-dialog').waitFor({ state: 'detached' })
    }
    const bytes = [...fakePicture({ width: 320, height: 240, hue: 120 })]
    await page.evaluate(async (given) => {
      const picture = new Blob([new Uint8Array(given)], { type: 'image/png' })
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
    }, bytes)
    await page.getByTestId('composer').press('Control+v')
    await sendFiles()
    await mia.page.getByTestId('album').locator('img').waitFor()
    const dropped = await page.evaluateHandle(() => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(3_000_000).fill(7)], 'Plan.bin'))
      return data
    })
    await page.getByTestId('timeline').dispatchEvent('dragover', { dataTransfer: dropped })
    await page.getByTestId('timeline').dispatchEvent('drop', { dataTransfer: dropped })
    await page.getByTestId('caption').fill('mit den Maßen')
    await sendFiles()
    await mia.sees('mit den Maßen')
    expect(await file(mia.page, 'Plan.bin').innerText()).toMatch(/3(\.0)? MB/)
  })

  it('[M4] [M9] a file waits, is paused, given up, and comes when somebody who has it does', async () => {
    const { page } = mia
    const card = file(page, 'Plan.bin')
    await anna.leave()
    await card.getByTestId('fetch-file').tap()
    await card.getByText('Waiting for a device').waitFor()
    await card.getByTestId('pause-file').tap()
    await card.getByText('Paused', { exact: true }).waitFor()
    await card.getByRole('button', { name: 'Go on' }).waitFor()
    await card.getByTestId('stop-file').tap()
    await card.getByRole('button', { name: 'Fetch' }).tap()
    await card.getByTestId('pause-file').waitFor()
    await anna.comeBack()
    await until(async () => (await card.getAttribute('data-here')) === 'whole', { what: 'the file' })
    const [download] = await Promise.all([page.waitForEvent('download'), card.getByTestId('save-file').tap()])
    expect(download.suggestedFilename()).toBe('Plan.bin')
  })

  it('[W2] pictures and files of a conversation lead to their messages, and a search asks for those with a file', async () => {
    const { page } = mia
    await page.getByTestId('open-details').tap()
    await page.getByTestId('open-shared').tap()
    await page.getByTestId('shared-picture').waitFor()
    // One step back leads to the details, not out of them.
    await page.goBack()
    await page.getByTestId('open-shared').tap()
    await page.getByTestId('shared-picture').waitFor()
    await page.getByTestId('shared-files').check()
    await page.getByTestId('shared-file').filter({ hasText: 'Plan.bin' }).tap()
    await file(page, 'Plan.bin').waitFor()
    await page.getByTestId('search-here').tap()
    await page.getByTestId('search-filters').tap()
    const hits = page.getByTestId('search-result')
    const found = async (count: number, what: string): Promise<unknown> =>
      until(async () => (await hits.count()) === count, { what })
    await page.getByTestId('filter-file').check()
    await found(2, 'both files')
    await page.getByTestId('filter-conversation').selectOption({ label: 'Everyone' })
    await found(0, 'no file there')
    await page.getByTestId('filter-file').uncheck()
    await page.getByTestId('search-input').fill('hallo')
    await found(1, 'the greeting')
    await page.getByTestId('filter-first-day').evaluate((field: HTMLInputElement) => {
      field.removeAttribute('max')
      field.value = '2200-01-01'
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await found(0, 'nothing after that day')
    await page.getByTestId('back').tap()
  })

  it('[M9] a phone says where its room goes, gives it back, and keeps what was set', async () => {
    const { page } = mia
    await mia.openSettings()
    const room = page.getByTestId('file-room')
    await room.getByTestId('file-kinds').waitFor()
    expect(await room.getByTestId('file-conversations').innerText()).toContain('Rohbau Süd')
    const [least] = await room
      .getByTestId('file-quota')
      .locator('option')
      .evaluateAll((all) => all.map((each) => each.getAttribute('value') ?? ''))
    await room.getByTestId('file-quota').selectOption(least ?? '')
    await room.getByTestId('file-auto').selectOption('none')
    await room.getByTestId('free-files').tap()
    await page.getByTestId('confirm').tap()
    await room.getByTestId('free-files').waitFor({ state: 'detached' })
    await page.reload()
    await until(async () => (await room.getByTestId('file-quota').inputValue()) === least, { what: 'the room, kept' })
    await until(async () => (await room.getByTestId('file-auto').inputValue()) === 'none', { what: 'that, too' })
  })

  it('[W8] what Flurfunk knows is measured, and what is copied of it names nobody', async () => {
    const { page } = mia
    await page.getByTestId('open-privacy').tap()
    await page.getByTestId('privacy-permissions').getByText('Camera').waitFor()
    expect(await page.getByTestId('privacy-permissions').innerText()).toMatch(/address book|contacts/i)
    await page
      .getByTestId('privacy-kept')
      .filter({ hasText: /Messages\s*\d+ entries/ })
      .waitFor()
    await page.getByTestId('make-diagnostics').tap()
    await page.getByTestId('copy-diagnostics').tap()
    await page.bringToFront()
    const inClipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
    await until(async () => (await inClipboard()).includes('connection:'), { what: 'the copy' })
    const copied = await inClipboard()
    for (const word of ['Mia', 'Anna', 'Rohbau', new URL(page.url()).host]) expect(copied).not.toContain(word)
    await page.goBack()
  })

  it('[S10] who looks is seen only once both want it', async () => {
    await mia.page.getByTestId('share-presence').check()
    await mia.page.getByTestId('settings').getByTestId('cancel').tap()
    await mia.openConversation('Rohbau Süd')
    await anna.openConversation('Rohbau Süd')
    await anna.say('Ist jemand da?')
    await mia.sees('Ist jemand da?')
    await send('Ja')
    await anna.sees('Ja')
    expect(await anna.page.getByTestId('looking').count()).toBe(0)
    await anna.openSettings()
    await anna.page.getByTestId('share-presence').check()
    await anna.openConversation('Rohbau Süd')
    await mia.page.getByTestId('looking').filter({ hasText: 'Anna' }).waitFor()
  })

  it('[M10] a film plays where it was sent to, from memory and not from an address of anybody', async () => {
    const buffer = await filmedIn(anna.page, { width: 64, height: 48 })
    await anna.openConversation('Rohbau Süd')
    const film = { name: 'Kran.webm', mimeType: 'video/webm', buffer }
    await anna.page.getByTestId('attach-input').setInputFiles(film)
    await anna.page.getByTestId('send-files').click()
    const card = file(mia.page, 'Kran.webm')
    await card.getByTestId('fetch-file').tap()
    await card.getByTestId('open-file').tap()
    const seen = mia.page.getByTestId('viewer-film')
    await until(() => seen.evaluate((video: HTMLVideoElement) => video.videoWidth === 64), {
      what: 'a film of that size'
    })
    expect(await seen.getAttribute('src')).toMatch(/^blob:/)
    await mia.page.goBack()
    await seen.waitFor({ state: 'detached' })
  })

  it('a name and a few words about oneself reach the others, from the phone and from the desk', async () => {
    for (const [from, to, name, about] of [
      [mia, anna, 'Mia Berg', 'Statics'],
      [anna, mia, 'Anna Wolf', 'Bauleitung']
    ] as const) {
      await from.openSettings()
      await from.page.getByTestId('profile-name').fill(name)
      await from.page.getByTestId('profile-about').fill(about)
      await from.page.getByTestId('save-profile').click()
      await from.page.getByTestId('toast').first().waitFor()
      await to.openSettings()
      await to.page.goBack()
      await to.page.getByTestId('open-team').click()
      const person = to.page.locator(`[data-testid="member-item"][data-name="${name}"]`)
      await person.getByText(about, { exact: true }).waitFor()
      await to.page.goBack()
      await from.page.goBack()
    }
  })

  it('the list has a field of its own once it is long', async () => {
    for (const name of ['Keller', 'Dach', 'Hof', 'Garten', 'Tor']) {
      await anna.page.getByTestId('new-conversation').first().click()
      await anna.page.getByTestId('new-channel').click()
      await anna.page.getByTestId('conversation-name-input').fill(name)
      await anna.page.getByTestId('submit-conversation').click()
      await anna.page.getByTestId('conversation-title').filter({ hasText: name }).waitFor()
    }
    await mia.openSettings()
    await mia.page.goBack()
    await item(mia.page, 'Tor').waitFor()
    for (const { page } of [anna, mia]) {
      const items = page.getByTestId('conversation-item')
      const all = await items.count()
      await page.getByTestId('conversation-filter').fill('gart')
      await until(async () => (await items.count()) === 1, { what: 'one of them' })
      expect(await items.getAttribute('data-name')).toBe('Garten')
      await page.getByTestId('conversation-filter').fill('')
      await until(async () => (await items.count()) === all, { what: 'all of them again' })
    }
  })

  it('[C22] the pinned ones stand in one’s own order, also after a reload', async () => {
    const { page } = anna
    const choose = async (name: string, action: string): Promise<void> => {
      await item(page, name).hover()
      await page
        .locator('li', { has: item(page, name) })
        .getByTestId('conversation-more')
        .click()
      await page.getByTestId(action).click()
    }
    const names = () =>
      page.getByTestId('conversation-item').evaluateAll((all) => all.map(({ dataset }) => dataset['name']))
    await choose('Alle', 'pin-conversation')
    await until(async () => (await names())[0] === 'Alle', { what: 'the first pinned one' })
    await choose('Rohbau Süd', 'pin-conversation')
    await until(async () => (await names()).slice(0, 2).join() === 'Alle,Rohbau Süd', { what: 'both pinned' })
    await choose('Rohbau Süd', 'move-up')
    await until(async () => (await names()).slice(0, 2).join() === 'Rohbau Süd,Alle', { what: 'the other order' })
    await page.reload()
    await until(async () => (await names()).slice(0, 2).join() === 'Rohbau Süd,Alle', { what: 'the order, kept' })
  })
})
