import AxeBuilder from '@axe-core/playwright'
import { servePreview } from './preview-server.ts'
import { screens } from './screens.ts'
import { launchChromium } from '../fixtures/chromium.ts'
import { moving, statesAlike, walk } from './checks.ts'
const served = await servePreview()
const browser = await launchChromium()
const all = new Map<string, string[]>()
const add = (what: string, name: string) => all.set(what, [...(all.get(what) ?? []), name])
let spent = [0, 0, 0]
for (const phone of [false, true]) {
const context = await browser.newContext({ viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 }, hasTouch: phone, isMobile: phone, reducedMotion: 'reduce', locale: 'de-DE', contrast: 'more' } )
const page = await context.newPage()
for (const [i, s] of screens.entries()) {
  try {
  await page.emulateMedia({ contrast: 'more', forcedColors: 'none', colorScheme: i % 2 ? 'dark' : 'light' })
  await page.goto(`${served.origin}/?scenario=${s.scenario}&shown=${i}${s.fragment ?? ''}`)
  await page.locator(s.ready).first().waitFor()
  await s.act?.(page)
  const t0 = performance.now()
  const violations: {nodes:{html:string;any:{message:string}[]}[]}[] = process.argv.includes('nowalk') ? (await new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'], runOnly: ['color-contrast-enhanced'] }).analyze()).violations as never : []
  for (const v of violations) for (const n of v.nodes) add(`contrast ${n.html.slice(0, 120)} ${n.any[0]?.message.slice(0,200)}`, s.name)
  const t1 = performance.now()
  for (const w of await page.evaluate(moving)) add(w, s.name)
  await page.emulateMedia({ contrast: 'no-preference', forcedColors: process.argv.includes('forced') ? 'active' : 'none' })
  for (const w of await page.evaluate(statesAlike)) add(w, s.name)
  const t2 = performance.now()
  if (!process.argv.includes('nowalk')) for (const w of await walk(page)) add(`${phone ? 'phone' : 'desk'} ${w}`, s.name)
  const t3 = performance.now()
  spent = [spent[0]! + t1 - t0, spent[1]! + t2 - t1, spent[2]! + t3 - t2]
  } catch (e) { add(`broke ${String(e).slice(0, 200)}`, s.name) }
}
await context.close()
}
for (const [w, names] of [...all].sort()) console.log(w, '--', names.length, names.slice(0, 3).join(', '))
console.log(spent.map((x) => x / screens.length / 2))
await browser.close()
await served.close()
