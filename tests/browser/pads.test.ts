// Two people in one note and one checklist, on real screens with a real signaling server between them.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { itemsOf as words, noteOf as note } from '../fixtures/pad-fields.ts'
import type { Person } from '../fixtures/person.ts'

describe('notes and checklists', () => {
  let crew: Crew
  let anna: Person
  let ben: Person

  beforeAll(async () => {
    crew = await createCrew('Anna', 'Ben')
    ;[anna, ben] = crew.people as [Person, Person]
    for (const person of [anna, ben]) {
      await person.openConversation(everyone)
      await person.page.getByTestId('open-details').click()
      await person.page.getByTestId('pads').waitFor()
    }
  })
  afterAll(() => crew.close())

  const boxes = (page: Page) => page.getByTestId('tick-item')

  it('[P9] two type at once in one note, and both read what both wrote', async () => {
    await anna.page.getByTestId('new-note').click()
    await anna.page.getByTestId('pad-name').fill('Site meeting')
    await note(anna.page).fill('first line\nlast line')
    await ben.page.getByTestId('pad-item').filter({ hasText: 'Site meeting' }).click()
    await until(async () => (await note(ben.page).inputValue()) === 'first line\nlast line', {
      what: 'Ben reading the note'
    })
    // He reads what was stored after a rest: what is typed from now on is undone by itself.
    await note(anna.page).press('Control+Home')
    await note(ben.page).press('Control+End')
    await Promise.all([
      note(anna.page).pressSequentially('Anna was here, ', { delay: 40 }),
      note(ben.page).pressSequentially(' and Ben', { delay: 60 })
    ])
    const both = 'Anna was here, first line\nlast line and Ben'
    for (const { page } of [anna, ben])
      await until(async () => (await note(page).inputValue()) === both, {
        what: 'both reading the same',
        withinMs: 60_000
      })
  })

  it('[S15] each sees where the other stands', async () => {
    await note(ben.page).press('Control+Home')
    await anna.page.getByTestId('pad-cursor').waitFor()
    expect(await anna.page.getByTestId('pad-cursor').innerText()).toBe('Ben')
    await until(async () => (await anna.page.getByTestId('pad-here').innerText()).includes('Ben'), {
      what: 'who is here'
    })
  })

  it('[P10] undoing takes back one’s own words alone, and a reload keeps the rest', async () => {
    const rest = 'first line\nlast line and Ben'
    // Where this machine took a breath between two letters there are several steps to take back.
    for (let now = await note(anna.page).inputValue(); now !== rest;) {
      const before = now
      await note(anna.page).press('Control+z')
      now = await until(
        async () => {
          const next = await note(anna.page).inputValue()
          return next !== before && next
        },
        { what: () => `one step less than "${before}"` }
      )
    }
    await until(async () => (await note(ben.page).inputValue()) === rest, { what: 'Ben reading what is left' })
    await anna.page.reload()
    await note(anna.page).waitFor({ timeout: 60_000 })
    await until(async () => (await note(anna.page).inputValue()) === rest, { what: 'the note after a reload' })
    await anna.page.goBack()
    await note(anna.page).waitFor({ state: 'detached' })
    await ben.page.getByTestId('close-pad').click()
  })

  it('[X5] a word that one wrote is found by the other, who opens the note with it', async () => {
    await anna.page.getByTestId('pad-item').filter({ hasText: 'Site meeting' }).click()
    await note(anna.page).press('Control+End')
    await note(anna.page).pressSequentially(', scaffolding on Thursday')
    await anna.page.getByTestId('close-pad').click()
    await ben.page.keyboard.press('Control+Shift+F')
    const { page } = ben
    const hit = page.getByTestId('search-result')
    await page.getByTestId('search-input').fill('scaffold')
    await until(async () => (await hit.count()) === 1, { what: 'Ben finding the word', withinMs: 60_000 })
    expect(await hit.getAttribute('data-kind')).toBe('note')
    expect(await hit.innerText()).toContain('Site meeting')
    expect(await hit.locator('mark').innerText()).toBe('scaffold')
    await hit.click()
    await until(async () => (await note(page).inputValue()).includes('scaffolding on Thursday'), { what: 'the note' })
    await page.getByTestId('close-pad').click()
    await page.getByTestId('search-input').waitFor()
    await page.getByTestId('search-input').press('Escape')
    await page.getByTestId('search-screen').waitFor({ state: 'detached' })
    if ((await page.getByTestId('details').count()) === 0) await page.getByTestId('open-details').click()
    await page.getByTestId('pads').waitFor()
  })

  it('[P10] a hundred thousand letters are pasted, with marks and turns of direction, and the other reads them', async () => {
    await anna.page.getByTestId('pad-item').filter({ hasText: 'Site meeting' }).click()
    await ben.page.getByTestId('pad-item').filter({ hasText: 'Site meeting' }).click()
    const pasted = `\u202eabc\u202c a${'\u0301'.repeat(2000)} ${'steel beam 42\n'.repeat(7000)}`
    // A paste, as a hand does it: `insertText` of a script takes Chromium minutes for so many lines.
    await anna.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await anna.page.evaluate((text) => navigator.clipboard.writeText(text), pasted)
    await note(anna.page).press('Control+a')
    await note(anna.page).press('Control+v')
    await until(async () => (await note(ben.page).inputValue()) === pasted, {
      what: 'Ben reading what was pasted',
      withinMs: 60_000
    })
    await note(ben.page).press('Control+End')
    await note(ben.page).pressSequentially('end')
    await until(async () => (await note(anna.page).inputValue()).endsWith('end'), { what: 'Anna reading on' })
    await until(async () => (await anna.page.getByTestId('pad-heard').innerText()) !== '', { what: 'a word of it' })
    await note(anna.page).press('Control+z')
    await until(async () => (await note(ben.page).inputValue()).length < 1000, {
      what: 'the paste taken back',
      withinMs: 60_000
    })
    expect(await note(ben.page).inputValue()).toContain('end')
    for (const { page } of [anna, ben]) await page.getByTestId('close-pad').click()
  })

  it('[P10] a list is written by keyboard, ticked and moved by the other', async () => {
    await anna.page.getByTestId('new-list').click()
    await anna.page.getByTestId('add-item').click()
    await anna.page.getByTestId('item-text').first().pressSequentially('helmets')
    await anna.page.keyboard.press('Enter')
    await until(async () => (await words(anna.page)).length === 2, { what: 'a second item' })
    await anna.page.getByTestId('item-text').nth(1).pressSequentially('tape')
    // The newest stands first, once it is here.
    await until(async () => (await ben.page.getByTestId('pad-item').count()) === 2, { what: 'the list at Ben’s' })
    await ben.page.getByTestId('pad-item').first().click()
    await until(async () => (await words(ben.page)).join() === 'helmets,tape', { what: 'Ben seeing both items' })
    await boxes(ben.page).first().check()
    await until(async () => await boxes(anna.page).first().isChecked(), { what: 'the tick at Anna’s' })
    await until(async () => (await anna.page.getByTestId('list-item').first().innerText()).includes('Ben'), {
      what: 'who ticked it'
    })
    await ben.page.getByTestId('item-text').first().press('Alt+ArrowDown')
    await until(async () => (await words(anna.page)).join() === 'tape,helmets', { what: 'the new order' })
    await ben.page.getByTestId('list-item').nth(1).hover()
    await ben.page
      .getByTestId('item-grip')
      .nth(1)
      .dragTo(ben.page.getByTestId('tick-item').first(), {
        targetPosition: { x: 2, y: 2 }
      })
    await until(async () => (await words(anna.page)).join() === 'helmets,tape', { what: 'the order by hand' })
    await ben.page.getByTestId('pad-delete').click()
    await ben.page.getByTestId('confirm').click()
    await anna.page.getByTestId('pad-gone').waitFor()
  })
})
