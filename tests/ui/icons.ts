// Owns the PNG icons of the app: drawn from public/icon.svg in a browser, so that all of them are one picture.
//   node .ci/ts.mjs tests/ui/icons.ts

import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '../fixtures/chromium.ts'

const folder = fileURLToPath(new URL('../../public/', import.meta.url))
const ground = '#f6f4ed'

/** `share`: how much of the width the drawing takes; a mask may cut a fifth off each side. */
const icons = [
  { file: 'icon-192.png', size: 192, share: 0.96, ground: 'transparent' },
  { file: 'icon-512.png', size: 512, share: 0.96, ground: 'transparent' },
  { file: 'icon-maskable-512.png', size: 512, share: 0.62, ground },
  { file: 'icon-180.png', size: 180, share: 0.78, ground }
] as const

const drawing = await readFile(`${folder}icon.svg`, 'utf8')
const browser = await launchChromium()
for (const { file, size, share, ground: behind } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const inner = Math.round(size * share)
  await page.setContent(
    `<style>body{margin:0;display:grid;place-items:center;height:100vh;background:${behind}}svg{width:${inner}px;height:${inner}px}</style>${drawing}`
  )
  await writeFile(`${folder}${file}`, await page.screenshot({ omitBackground: behind === 'transparent' }))
  await page.close()
}
await browser.close()
process.exit(0)
