// Shows the Network port over y-webrtc in Chromium, against the real signaling server: the contract, and what only a real network
// can do to it.

import { afterAll, beforeAll } from 'vitest'
import { describeLobby } from '../contracts/lobby.ts'
import { lobbyWorld, pagesOf, startSignalingFor } from '../fixtures/browser-worlds.ts'
import { launchChromium, type Browser } from '../fixtures/chromium.ts'
import { buildPages, type BuiltPages } from '../fixtures/pages.ts'
import type { SignalingForTests } from '../fixtures/signaling.ts'

let built: BuiltPages
let browser: Browser
let signaling: SignalingForTests

beforeAll(async () => {
  built = await buildPages('adapters')
  browser = await launchChromium()
  signaling = await startSignalingFor(built.folder)
})

afterAll(async () => {
  await browser.close()
  await signaling.close()
  await built.remove()
})

describeLobby('y-webrtc in Chromium', async () => lobbyWorld(pagesOf(browser, signaling.httpUrl)))
