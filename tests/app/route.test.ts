import { describe, expect, test } from 'vitest'
import { fragmentOf, hereOf, Route, type RouteWindow } from '../../src/app/route.svelte.ts'
import { conversationId, entryHash } from '../fixtures/fake-world.ts'

const conversation = conversationId('a')
const message = entryHash('b')

/** A window with a history of its own: entries, a place in them, and the events a browser sends. */
function fakeWindow(hash: string): RouteWindow & { readonly addresses: readonly string[]; readonly at: number } {
  const entries = [{ url: `/${hash}`, state: null as unknown }]
  let at = 0
  const listeners = new Set<() => void>()
  const entry = (): { url: string; state: unknown } => entries[at] ?? { url: '/', state: null }
  return {
    get addresses() {
      return entries.map(({ url }) => url)
    },
    get at() {
      return at
    },
    location: {
      get hash() {
        const url = entry().url
        return url.includes('#') ? url.slice(url.indexOf('#')) : ''
      },
      pathname: '/',
      search: ''
    },
    history: {
      get state() {
        return entry().state
      },
      pushState(state: unknown, _unused: string, url: string) {
        entries.splice(at + 1, entries.length, { url, state })
        at += 1
      },
      replaceState(state: unknown, _unused: string, url: string) {
        entries[at] = { url, state }
      },
      back() {
        at = Math.max(0, at - 1)
        listeners.forEach((run) => run())
      }
    },
    addEventListener: (type, run) => void (type === 'popstate' && listeners.add(run)),
    removeEventListener: (_type, run) => void listeners.delete(run)
  }
}

describe('addresses', () => {
  test.each([
    { place: { type: 'home' }, overlay: undefined },
    { place: { type: 'join' }, overlay: undefined },
    { place: { type: 'settings' }, overlay: 'keyboard' },
    { place: { type: 'conversation', conversation }, overlay: 'invite' },
    { place: { type: 'conversation', conversation, details: true }, overlay: undefined },
    { place: { type: 'conversation', conversation, message }, overlay: undefined }
  ] as const)('a place and its address are the same thing: %j', (here) => {
    expect(hereOf(fragmentOf(here))).toEqual(here)
  })

  test.each(['', '#', '#/', '#/nowhere', '#/c/xyz', '#/c/..%2f', `#/c/${conversation}/m/1`, '#/settings!unknown'])(
    'what is no address of ours is home, or the place without what lies over it: %s',
    (fragment) => {
      expect(hereOf(fragment).overlay).toBe(undefined)
    }
  )
})

describe('an invitation', () => {
  test('[I1] its secret leaves address and history at once, and lives in memory only', () => {
    const window = fakeWindow('#j=SECRET')
    const route = new Route(window)
    expect([route.invitation, route.place, window.addresses]).toEqual(['SECRET', { type: 'join' }, ['/#/join']])
  })

  test('[I1] a link that is opened in a page that runs is taken the same way', () => {
    const window = fakeWindow('#/')
    const route = new Route(window)
    const stop = route.start()
    window.history.pushState(null, '', '/#j=LATER')
    window.history.back()
    expect(route.invitation).toBe(undefined)
    window.history.pushState(null, '', '/#j=LATER')
    window.history.pushState(null, '', '/#/')
    window.history.back()
    stop()
    expect([route.invitation, window.addresses.filter((each) => each.includes('LATER'))]).toEqual(['LATER', []])
  })

  test('it is gone when it was used', () => {
    const route = new Route(fakeWindow('#j=SECRET'))
    route.forgetInvitation()
    expect(route.invitation).toBe(undefined)
  })
})

describe('history', () => {
  test('back closes what lies over a place and stays there', () => {
    const window = fakeWindow('#/')
    const route = new Route(window)
    const stop = route.start()
    route.go({ type: 'conversation', conversation })
    route.open('invite')
    route.close()
    stop()
    expect([route.place.type, route.overlay, window.at]).toEqual(['conversation', undefined, 1])
  })

  test('going somewhere from an overlay leaves no overlay behind', () => {
    const window = fakeWindow('#/')
    const route = new Route(window)
    route.open('switcher')
    route.go({ type: 'conversation', conversation })
    expect(window.addresses).toEqual(['/#/', `/#/c/${conversation}`])
  })

  test('one overlay takes the place of another', () => {
    const window = fakeWindow('#/')
    const route = new Route(window)
    route.open('new')
    route.open('switcher')
    expect(window.addresses).toEqual(['/#/', '/#/!switcher'])
  })

  test('back never leaves the app: after a deep link it goes where the screen says', () => {
    const window = fakeWindow(`#/c/${conversation}`)
    const route = new Route(window)
    route.back({ type: 'home' })
    expect([route.place, window.addresses]).toEqual([{ type: 'home' }, ['/#/']])
  })

  test('an overlay of a deep link closes without a step back', () => {
    const window = fakeWindow('#/settings!keyboard')
    const route = new Route(window)
    route.close()
    expect([route.place, route.overlay, window.addresses]).toEqual([{ type: 'settings' }, undefined, ['/#/settings']])
  })
})
