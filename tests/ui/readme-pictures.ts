// Takes the pictures of README.md from the built app, with a small team that really talks:
// `node .ci/ts.mjs tests/ui/readme-pictures.ts [de] [en]`. They go to docs/pictures/. The app is driven by hand, as in
// tests/fixtures/person.ts; nothing is staged in the page.

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { launchChromium, type Browser } from '../fixtures/chromium.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { startSignaling } from '../fixtures/signaling.ts'

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))

const desktop = { viewport: { width: 1280, height: 800 } } satisfies BrowserContextOptions
const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true
} satisfies BrowserContextOptions

/** One team in one language: who is in it, what was said, by the number of the person, and where. */
interface Story {
  readonly language: 'de' | 'en'
  readonly locale: string
  readonly team: string
  readonly people: readonly [string, string, string]
  readonly channel: string
  readonly everyone: readonly (readonly [person: 0 | 1 | 2, text: string])[]
  readonly inChannel: readonly (readonly [person: 0 | 1 | 2, text: string])[]
  readonly direct: string
  /** What is asked of all, and how each of them answers. */
  readonly poll: { readonly question: string; readonly answers: readonly string[]; readonly chosen: readonly number[] }
  /** A checklist that two write, and how many items of it are ticked. */
  readonly list: { readonly name: string; readonly items: readonly string[]; readonly done: number }
  /** What the phone looks for. */
  readonly search: string
  /** The theme of the desk, the other one is the phone's. */
  readonly desk: 'light' | 'dark'
}

const stories: readonly Story[] = [
  {
    language: 'en',
    locale: 'en-GB',
    team: 'Harbour Street 12',
    people: ['Anna Brandt', 'Ben Yilmaz', 'Clara Sommer'],
    channel: 'Crane and deliveries',
    everyone: [
      [0, 'Good morning. Wind is up to 6 today, so no lifting after noon.'],
      [1, 'Understood. We do the slab on level 3 first then.'],
      [2, 'The inspector comes at 10:30. I need the stairwell free until 11.'],
      [1, 'Stairwell is yours. We go in by the hoist.'],
      [0, 'Concrete is moved to 13:15, two lorries, gate B.'],
      [2, 'Inspection passed, no remarks. Stairwell is open again.'],
      [1, 'Great. Formwork on level 3 is closed, we are ready for the lorries.']
    ],
    inChannel: [
      [1, 'Rebar for axis C is on the lorry, here at 9:40.'],
      [0, 'Put it down beside the site office, please.']
    ],
    direct: 'Can you look at the drawing for the lift shaft with me at four?',
    poll: { question: 'Lift the formwork on Saturday?', answers: ['Yes, at seven', 'Only if dry'], chosen: [0, 1, 0] },
    list: {
      name: 'Before the pour',
      items: ['Level 3 swept', 'Vibrators tested', 'Gate B open from 13:00', 'Cubes for the lab'],
      done: 2
    },
    search: 'stairw',
    desk: 'light'
  },
  {
    language: 'de',
    locale: 'de-DE',
    team: 'Neubau Hafenstraße',
    people: ['Anna Brandt', 'Ben Yilmaz', 'Clara Sommer'],
    channel: 'Kran und Lieferungen',
    everyone: [
      [0, 'Guten Morgen. Heute Wind bis 6, nach zwölf wird nicht mehr gehoben.'],
      [1, 'Verstanden. Dann machen wir zuerst die Decke im 3. OG.'],
      [2, 'Der Prüfer kommt um 10:30. Das Treppenhaus bitte bis 11 frei halten.'],
      [1, 'Treppenhaus gehört dir. Wir gehen über den Aufzug.'],
      [0, 'Beton kommt erst um 13:15, zwei Fahrzeuge, Tor B.'],
      [2, 'Abnahme ohne Mängel. Treppenhaus ist wieder offen.'],
      [1, 'Sehr gut. Schalung im 3. OG ist zu, wir sind bereit.']
    ],
    inChannel: [
      [1, 'Der Stahl für Achse C ist unterwegs, Ankunft 9:40.'],
      [0, 'Bitte neben den Baucontainern abladen.']
    ],
    direct: 'Schaust du um vier mit mir auf den Plan vom Aufzugsschacht?',
    poll: {
      question: 'Am Samstag ausschalen?',
      answers: ['Ja, um sieben', 'Nur wenn es trocken ist'],
      chosen: [0, 1, 0]
    },
    list: {
      name: 'Vor dem Betonieren',
      items: ['3. OG gefegt', 'Rüttler geprüft', 'Tor B ab 13 Uhr offen', 'Würfel fürs Labor'],
      done: 2
    },
    search: 'treppen',
    desk: 'dark'
  }
]

async function addChannel({ page }: Person, name: string): Promise<void> {
  await page.getByTestId('new-conversation').first().click()
  await page.getByTestId('new-channel').click()
  await page.getByTestId('conversation-name-input').fill(name)
  await page.getByTestId('submit-conversation').click()
  await page.getByTestId('composer').waitFor()
}

/** By the button, since on a phone Enter is a new line. */
async function say(person: Person | undefined, text: string): Promise<void> {
  await person?.page.getByTestId('composer').fill(text)
  await person?.page.getByTestId('send').click()
  await person?.sees(text)
}

/** Each waits for what was said before, so that everybody's clock tells the same order. */
async function talk(people: readonly Person[], said: Story['everyone']): Promise<void> {
  for (const [speaker, text] of said) {
    await say(people[speaker], text)
    for (const person of people) await person.sees(text)
  }
}

async function react({ page }: Person, text: string, emoji: string): Promise<void> {
  const message = page.getByTestId('message').filter({ hasText: text })
  await message.hover()
  await message.getByTestId('message-menu').click()
  await page.locator(`[data-testid="emoji-option"][data-emoji="${emoji}"]`).first().click()
  await message.getByTestId('reaction').waitFor()
}

/** Asked by the first of them; each answers on an own screen. */
async function vote(people: readonly Person[], { question, answers, chosen }: Story['poll']): Promise<void> {
  const page = people[0]?.page
  await page?.getByTestId('compose-more').click()
  await page?.getByTestId('new-poll').click()
  await page?.getByTestId('poll-question').fill(question)
  for (const [place, answer] of answers.entries()) await page?.getByTestId('poll-answer').nth(place).fill(answer)
  await page?.getByTestId('confirm').click()
  for (const [index, person] of people.entries())
    await person.page
      .getByTestId('poll-option')
      .nth(chosen[index] ?? 0)
      .locator('input')
      .check()
  for (const { page: each } of people)
    for (const [place] of answers.entries()) {
      const count = chosen.filter((choice) => choice === place).length
      await each.locator(`[data-testid="poll-option"][data-count="${count}"]`).waitFor()
    }
}

/** Written at a desk, ticked on a phone, where it stays open. */
async function keepList(writer: Person, ticker: Person, { name, items, done }: Story['list']): Promise<void> {
  const { page } = writer
  await page.getByTestId('open-details').click()
  await page.getByTestId('new-list').click()
  await page.getByTestId('pad-name').fill(name)
  await page.getByTestId('add-item').click()
  for (const [place, item] of items.entries()) {
    if (place > 0) await page.keyboard.press('Enter')
    await page.getByTestId('item-text').nth(place).fill(item)
  }
  await ticker.page.getByTestId('open-details').click()
  await ticker.page.getByTestId('pad-item').filter({ hasText: name }).click()
  await ticker.page
    .getByTestId('list-item')
    .nth(items.length - 1)
    .waitFor()
  for (let place = 0; place < done; place += 1) {
    await ticker.page.getByTestId('tick-item').nth(place).tap()
    await ticker.page.locator('[data-testid="list-item"].done').nth(place).waitFor()
  }
  await page.getByTestId('close-pad').click()
  await page.getByTestId('close-details').click()
}

async function picture(person: Person, name: string): Promise<void> {
  await person.page.getByRole('alert').waitFor({ state: 'detached' })
  await person.page.mouse.move(0, 0)
  await person.page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
  await person.page.evaluate(() => document.fonts.ready)
  await person.page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' })
}

async function tell(browser: Browser, url: string, story: Story): Promise<void> {
  const phoneTheme = story.desk === 'light' ? 'dark' : 'light'
  const common = { locale: story.locale, reducedMotion: 'reduce' } as const
  const looks: readonly BrowserContextOptions[] = [
    { ...desktop, ...common, colorScheme: story.desk },
    { ...desktop, ...common, colorScheme: story.desk },
    { ...phone, ...common, colorScheme: phoneTheme }
  ]
  const people: Person[] = []
  for (const [index, name] of story.people.entries())
    people.push(await createPerson(browser, { name, url, options: looks[index] ?? desktop }))
  const [founder, second, third] = people
  if (founder === undefined || second === undefined || third === undefined) throw new Error('three people are needed')
  await founder.found(story.team)
  await second.join(await founder.invite())
  await third.join(await founder.invite())
  await addChannel(founder, story.channel)
  await second.openConversation(story.channel)
  await talk([founder, second], story.inChannel)
  await second.openDirect(story.people[0])
  await say(second, story.direct)
  for (const person of people) await person.openConversation(/^(Everyone|Alle)$/)
  await talk(people, story.everyone)
  await react(second, story.everyone[0]?.[1] ?? '', '👍')
  await vote(people, story.poll)
  // A phone in a conversation has no room for the connection line.
  for (const person of [founder, second]) await person.connected(2)
  await picture(founder, `desktop-${story.desk}-${story.language}`)
  await picture(third, `phone-${phoneTheme}-${story.language}`)
  await keepList(founder, third, story.list)
  await picture(third, `list-${phoneTheme}-${story.language}`)
  await third.page.getByTestId('close-pad').click()
  await third.page.getByTestId('close-details').click()
  await third.page.getByTestId('back').click()
  await third.page.getByTestId('open-search').click()
  await third.page.getByTestId('search-input').fill(story.search)
  await third.page.getByTestId('search-result').first().waitFor()
  await picture(third, `search-${phoneTheme}-${story.language}`)
  for (const person of people) await person.context.close()
}

const wanted = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const signaling = await startSignaling()
const browser = await launchChromium()
try {
  for (const story of stories.filter(({ language }) => wanted.length === 0 || wanted.includes(language)))
    await tell(browser, `${signaling.httpUrl}/`, story)
} finally {
  await browser.close()
  await signaling.close()
}
