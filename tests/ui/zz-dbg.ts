import { servePreview } from './preview-server.ts'
import { screens } from './screens.ts'
import { launchChromium } from '../fixtures/chromium.ts'
const served = await servePreview()
const browser = await launchChromium()
const phone = process.argv.includes('phone')
const context = await browser.newContext({ viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 }, hasTouch: phone, isMobile: phone, reducedMotion: 'reduce', locale: 'de-DE' } )
const page = await context.newPage()
for (const name of process.argv.filter((a) => a.startsWith('+')).map((a) => a.slice(1))) {
  const s = screens.find((each) => each.name === name)!
  await page.goto(`${served.origin}/?scenario=${s.scenario}&shown=${name}${s.fragment ?? ''}`)
  await page.locator(s.ready).first().waitFor()
  await s.act?.(page)
  const who = () => page.evaluate(async () => { const e = document.activeElement; await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))); const v = document.querySelector('[data-testid=timeline]'); const b = e?.getBoundingClientRect(); return `${e?.tagName} ${e?.getAttribute('data-testid') ?? ''} ${e?.className} ${e?.getAttribute('aria-label') ?? e?.textContent?.slice(0, 30)} y=${b?.top} h=${b?.height} scroll=${v?.scrollTop}/${v?.scrollHeight} menu=${document.querySelectorAll('[role=menu]').length}` })
  console.log(name, 'start', await who())
  for (let i = 0; i < Number(process.env['N'] ?? 5); i++) { await page.keyboard.press('Tab'); console.log(' tab', await who()) }
}
await browser.close()
await served.close()
