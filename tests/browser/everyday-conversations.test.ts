// What people have in their conversations beside what they say, on the real app with the real node: notes and lists, topic and picture, direct
// ones, groups, notes to self, and what goes or comes when its time has come. Anna sits at an English desk, Mia does all by thumb on a German
// phone. Each sees on her own screen what the other did.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator } from 'playwright-core'
import { until, type Page } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { fakePicture } from '../fixtures/fake-picture.ts'
import { fingersOn } from '../fixtures/fingers.ts'
import { createLater, type Later } from '../fixtures/later.ts'
import { gripOf, itemsOf, noteOf } from '../fixtures/pad-fields.ts'
import { germanPhone, type Person } from '../fixtures/person.ts'
import { fieldOf } from '../../src/ui/acts/times.ts'

const second = 1000
const minute = 60 * second

describe('what stands around the words', () => {
  let crew: Crew
  let anna: Person
  let mia: Person

  beforeAll(async () => {
    crew = await createCrew('Anna', { name: 'Mia', options: germanPhone })
    ;[anna, mia] = crew.people as [Person, Person]
    for (const person of [anna, mia]) await person.openConversation(everyone)
  })
  afterAll(async () => {
    await crew.close()
    for (const { watch } of [anna, mia]) expect(watch).toMatchObject({ foreign: [], errors: [] })
  })

  const item = (page: Page, name: string): Locator =>
    page.locator(`[data-testid="conversation-item"][data-name="${name}"]`)
  const person = (page: Page, name: string): Locator =>
    page.locator(`[data-testid="person-option"][data-name="${name}"]`)
  const pad = (page: Page, name: string): Locator => page.getByTestId('pad-item').filter({ hasText: name })
  const reads = (page: Page, words: string): Promise<unknown> =>
    until(async () => (await noteOf(page).inputValue()) === words, { what: `the note: ${words}` })
  const lists = (page: Page, ...items: readonly string[]): Promise<unknown> =>
    until(async () => (await itemsOf(page)).join() === items.join(), { what: `the list: ${items.join()}` })

  /** On the phone, out of a conversation. */
  async function toList(): Promise<void> {
    await mia.page.getByTestId('back').tap()
    await mia.page.getByTestId('conversation-list').waitFor()
  }

  it('[P9] [S15] a note is begun by thumb and written on both at once; it stays when it is closed and after a reload', async () => {
    const { page } = mia
    await page.getByTestId('open-details').tap()
    await page.getByTestId('new-note').tap()
    await page.getByTestId('pad-name').fill('Begehung')
    await noteOf(page).fill('Keller feucht\nDach dicht')
    await anna.page.getByTestId('open-details').click()
    await pad(anna.page, 'Begehung').click()
    await reads(anna.page, 'Keller feucht\nDach dicht')
    await noteOf(page).press('Control+Home')
    await noteOf(anna.page).press('Control+End')
    await Promise.all([
      noteOf(page).pressSequentially('Mia: ', { delay: 60 }),
      noteOf(anna.page).pressSequentially(', says Anna', { delay: 40 })
    ])
    for (const each of [anna, mia]) await reads(each.page, 'Mia: Keller feucht\nDach dicht, says Anna')
    await page.getByTestId('pad-cursor').filter({ hasText: 'Anna' }).waitFor()
    expect(await page.getByTestId('pad-here').innerText()).toBe('Schreibt gerade hier: Anna')
    await anna.page.getByTestId('pad-cursor').filter({ hasText: 'Mia' }).waitFor()
    await anna.page.getByTestId('close-pad').click()
    await page.getByTestId('close-pad').tap()
    await pad(page, 'Begehung').tap()
    await reads(page, 'Mia: Keller feucht\nDach dicht, says Anna')
    await page.reload()
    await reads(page, 'Mia: Keller feucht\nDach dicht, says Anna')
    await page.getByTestId('close-pad').tap()
  })

  it('[P10] a list is made, ticked, shortened and put in order by thumb, with the desk in it at the same time', async () => {
    const { page } = mia
    const boxes = (of: Person): Locator => of.page.getByTestId('tick-item')
    const ticked = (of: Person, index: number): Promise<unknown> =>
      until(() => boxes(of).nth(index).isChecked(), { what: `the tick of ${index}` })
    await page.getByTestId('new-list').tap()
    await page.getByTestId('pad-name').fill('Einkauf')
    await page.getByTestId('add-item').tap()
    await page.getByTestId('item-text').first().pressSequentially('Helme')
    // The key beside the space bar says "next".
    await page.keyboard.press('Enter')
    await lists(page, 'Helme', '')
    await page.getByTestId('item-text').nth(1).pressSequentially('Band')
    await pad(anna.page, 'Einkauf').click()
    await lists(anna.page, 'Helme', 'Band')
    await anna.page.getByTestId('item-text').first().press('End')
    await Promise.all([
      page.getByTestId('item-text').nth(1).pressSequentially(' und Leim', { delay: 40 }),
      anna.page.getByTestId('item-text').first().pressSequentially(', blue', { delay: 40 })
    ])
    for (const each of [anna, mia]) await lists(each.page, 'Helme, blue', 'Band und Leim')
    await page.getByTestId('list-item').first().getByTestId('pad-cursor').filter({ hasText: 'Anna' }).waitFor()
    await anna.page.getByTestId('list-item').nth(1).getByTestId('pad-cursor').filter({ hasText: 'Mia' }).waitFor()

    for (const words of ['Leiter', 'Farbe']) {
      await page.getByTestId('add-item').tap()
      await until(async () => (await itemsOf(page)).at(-1) === '', { what: 'a further item' })
      await page.getByTestId('item-text').last().pressSequentially(words)
    }
    await lists(anna.page, 'Helme, blue', 'Band und Leim', 'Leiter', 'Farbe')
    await boxes(anna).first().check()
    await ticked(mia, 0)
    await page
      .getByTestId('list-item')
      .first()
      .getByText(/^Anna, /)
      .waitFor()
    await boxes(mia).nth(2).tap()
    await ticked(anna, 2)
    expect(await page.getByTestId('pad-progress').innerText()).toBe('2 von 4 erledigt')

    await page.getByTestId('item-text').nth(1).tap()
    await page.getByTestId('list-item').nth(1).getByTestId('remove-item').tap()
    await lists(anna.page, 'Helme, blue', 'Leiter', 'Farbe')
    const fingers = await fingersOn(page)
    const from = await gripOf(page, 0)
    const to = await gripOf(page, 2)
    await fingers.down(from)
    await page.locator('li.carried').waitFor()
    for (let step = 1; step <= 10; step += 1)
      await fingers.move({ x: from.x, y: from.y + ((to.y - from.y) * step) / 10 })
    await fingers.up()
    for (const each of [anna, mia]) await lists(each.page, 'Leiter', 'Farbe', 'Helme, blue')

    await anna.page.getByTestId('close-pad').click()
    await page.getByTestId('close-pad').tap()
    await pad(page, 'Einkauf').tap()
    await lists(page, 'Leiter', 'Farbe', 'Helme, blue')
    await page.reload()
    await lists(page, 'Leiter', 'Farbe', 'Helme, blue')
    for (const index of [0, 2]) await ticked(mia, index)
    await page.getByTestId('close-pad').tap()
  })

  it('[C24] topic and picture are set by thumb and stand at the desk; what is no picture says so in German', async () => {
    const { page } = mia
    await page.getByTestId('edit-topic').filter({ hasText: 'Thema hinzufügen' }).tap()
    await page.getByTestId('topic-input').fill('Alles, was die Baustelle angeht')
    await page.getByTestId('confirm-topic').tap()
    await anna.page.getByTestId('topic').filter({ hasText: 'Alles, was die Baustelle angeht' }).waitFor()
    await page.getByTestId('edit-topic').filter({ hasText: 'Thema ändern' }).waitFor()
    const choose = async (name: string, buffer: Buffer): Promise<void> => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByTestId('choose-picture').tap()])
      await chooser.setFiles({ name, mimeType: 'image/png', buffer })
    }
    await choose('Rechnung.png', Buffer.from('%PDF-1.7 Rechnung'))
    const problem = page.getByTestId('picture-problem')
    await problem.waitFor()
    expect((await problem.innerText()).trim()).toBe(
      'Diese Datei taugt nicht als Bild. Ein Foto als JPEG, PNG oder WebP auswählen.'
    )
    expect(await item(anna.page, 'Everyone').getByTestId('conversation-picture').count()).toBe(0)
    await choose('Kran.png', Buffer.from(fakePicture({ width: 900, height: 500, hue: 40 })))
    const picture = item(anna.page, 'Everyone').getByTestId('conversation-picture')
    await picture.waitFor()
    const sides = (): Promise<readonly number[]> =>
      picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])
    await until(async () => (await sides()).join() === '256,256', { what: 'a square of that size' })
    await problem.waitFor({ state: 'detached' })
    await page.getByTestId('remove-picture').filter({ hasText: 'Bild entfernen' }).waitFor()
    await page.getByTestId('close-details').tap()
    await anna.page.getByTestId('close-details').click()
  })

  it('[S14] a direct conversation, a group and notes to self are begun and used by thumb', async () => {
    const { page } = mia
    await toList()
    await page.getByTestId('new-conversation').first().tap()
    await page.getByTestId('new-group').tap()
    await page.getByTestId('conversation-name-input').fill('Rohbau')
    await person(page, 'Anna').tap()
    await page.getByTestId('history-from-join').tap()
    await page.getByTestId('submit-conversation').filter({ hasText: 'Gruppe anlegen' }).tap()
    await mia.say('Nur für uns')
    await page.getByTestId('open-details').tap()
    const members = page.getByTestId('group-member')
    await until(async () => (await members.count()) === 2, { what: 'both in it' })
    await members.getByText('Hat die Gruppe angelegt').waitFor()
    await page.getByTestId('close-details').tap()
    await anna.openConversation('Rohbau')
    await anna.sees('Nur für uns')
    await anna.say('agreed')
    await mia.sees('agreed')
    await toList()

    await page.getByTestId('new-conversation').first().tap()
    await person(page, 'Notizen an mich').tap()
    await mia.say('Schlüssel liegt im Container')
    await toList()
    await item(page, 'Notizen an mich').filter({ hasText: 'Schlüssel liegt im Container' }).waitFor()

    await page.getByTestId('new-conversation').first().tap()
    await person(page, 'Anna').tap()
    await page
      .getByTestId('conversation-title')
      .filter({ hasText: /^\s*Anna\s*$/ })
      .waitFor()
    await mia.say('Der Kran bleibt')
    await anna.openConversation('Mia')
    await anna.sees('Der Kran bleibt')
    expect(await anna.page.content()).not.toContain('Schlüssel liegt im Container')
  })

  describe('and when its time has come', () => {
    let later: Later
    let due: number
    let gone: number

    /** What a search of everything finds on both screens, on the phone and at the desk. */
    async function find(words: string, count: number): Promise<void> {
      await mia.page.getByTestId('open-search').tap()
      await anna.page.keyboard.press('Control+Shift+F')
      for (const { page } of [anna, mia]) {
        await page.getByTestId('search-input').fill(words)
        const hits = page.getByTestId('search-result')
        await until(async () => (await hits.count()) === count, { what: `${count} of “${words}”` })
      }
      for (const { page } of [anna, mia]) {
        await page.keyboard.press('Escape')
        await page.getByTestId('search-input').waitFor({ state: 'detached' })
      }
    }

    /** What the app says it keeps of files. */
    async function keepsFiles({ page }: Person, count: number): Promise<void> {
      await page.getByTestId('open-settings').click()
      await page.getByTestId('open-privacy').click()
      const kept = page.getByTestId('privacy-kept')
      await kept
        .getByText(new RegExp(`^${count} `))
        .first()
        .waitFor()
      for (let back = 0; back < 2; back += 1) await page.goBack()
    }

    it('[X6] [C15] what is to disappear and what is to come says so', async () => {
      const { page } = mia
      await page.getByTestId('open-details').tap()
      await page.getByTestId('set-timer').selectOption({ label: 'Nach 1 Stunde' })
      await page.getByTestId('close-details').tap()
      await anna.page.getByTestId('open-details').click()
      await until(async () => (await anna.page.getByTestId('set-timer').inputValue()) === '3600', {
        what: 'the hour at the desk'
      })
      await anna.page.getByTestId('close-details').click()
      const plan = { name: 'Ziegel.txt', mimeType: 'text/plain', buffer: Buffer.from('north') }
      await anna.page.getByTestId('attach-input').setInputFiles(plan)
      await anna.page.getByTestId('caption').fill('Plan der Ziegel')
      await anna.page.getByTestId('send-files').click()
      const card = page.locator('[data-testid="file"][data-name="Ziegel.txt"]')
      await card.getByTestId('fetch-file').tap()
      await card.and(page.locator('[data-here="whole"]')).waitFor()
      await mia.say('Die Ziegel kommen weg')
      await anna.sees('Die Ziegel kommen weg')
      gone = Date.now() + 60 * minute
      for (const each of [anna, mia])
        await until(async () => (await each.page.getByTestId('message-expires').count()) === 2, {
          what: 'both marked as going'
        })

      await toList()
      await mia.openConversation(everyone)
      due = Math.ceil(Date.now() / minute) * minute + 29 * minute
      await page.getByTestId('composer').fill('Guten Morgen')
      await page.getByTestId('compose-more').tap()
      await page.getByTestId('send-later').tap()
      await page.getByTestId('later-when').fill(fieldOf(due))
      await page.getByTestId('confirm').tap()
      await page.getByTestId('open-scheduled').waitFor()
      await anna.openConversation(everyone)
      expect(await anna.texts()).not.toContain('Guten Morgen')
    })

    it('[C15] half an hour later it goes out by itself, at its minute; what is to disappear stands everywhere', async () => {
      later = await createLater([anna, mia])
      await later.pass(due - later.now() - 3 * second)
      await anna.openConversation(everyone)
      await anna.sees('Guten Morgen')
      const sent = anna.page.getByTestId('message').filter({ hasText: 'Guten Morgen' }).locator('time')
      const at = Date.parse((await sent.first().getAttribute('datetime')) ?? '')
      expect([at >= due, at < due + minute]).toEqual([true, true])
      await mia.openConversation(everyone)
      await mia.sees('Guten Morgen')
      await mia.page.getByTestId('open-scheduled').waitFor({ state: 'detached' })
      await toList()
      for (const [each, name] of [
        [anna, 'Mia'],
        [mia, 'Anna']
      ] as const)
        await item(each.page, name).filter({ hasText: 'Die Ziegel kommen weg' }).waitFor()
      await find('Ziegel', 2)
      await keepsFiles(anna, 1)
      await keepsFiles(mia, 1)
      await anna.openConversation('Mia')
      await mia.openConversation('Anna')
      for (const each of [anna, mia])
        await until(
          async () => (await each.texts()).join() === 'Der Kran bleibt,Plan der Ziegel,Die Ziegel kommen weg',
          { what: 'all of them' }
        )
    })

    it('[X6] an hour later it goes on both sides, from the screen, the list, what is found and what is kept', async () => {
      await later.pass(gone - later.now() - 3 * second)
      await anna.openConversation('Mia')
      await mia.openConversation('Anna')
      for (const each of [anna, mia]) {
        const file = each.page.getByTestId('file')
        await until(async () => (await file.count()) === 0 && (await each.texts()).join() === 'Der Kran bleibt', {
          what: `what is left for ${each.name}`
        })
      }
      await toList()
      for (const [each, name] of [
        [anna, 'Mia'],
        [mia, 'Anna']
      ] as const)
        await item(each.page, name).filter({ hasText: 'Der Kran bleibt' }).waitFor()
      await find('Ziegel', 0)
      await find('Kran', 1)
      for (const each of [anna, mia]) {
        await keepsFiles(each, 0)
        expect(await each.page.content()).not.toContain('Ziegel')
      }
    })
  })
})
