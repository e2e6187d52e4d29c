import { describe, expect, test } from 'vitest'
import { fragmentOf, hereOf, Route, viewedIn, viewerOf } from '../../src/app/route.svelte.ts'
import { conversationId, entryHash } from '../fixtures/fake-world.ts'
import { fakeWindow } from '../fixtures/fake-window.ts'

const conversation = conversationId('a')
const message = entryHash('b')

describe('addresses', () => {
  test.each([
    { place: { type: 'home' }, overlay: undefined },
    { place: { type: 'join' }, overlay: undefined },
    { team: 2, place: { type: 'home' }, overlay: undefined },
    { team: 8, place: { type: 'conversation', conversation, details: true }, overlay: 'teams' },
    { team: 1, place: { type: 'add' }, overlay: undefined },
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
    window.step(-1)
    expect(route.invitation).toBe(undefined)
    window.history.pushState(null, '', '/#j=LATER')
    window.history.pushState(null, '', '/#/')
    window.step(-1)
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

describe('the search', () => {
  test('on a phone what was found is a step further, and back leads to the search', () => {
    const window = fakeWindow('#/')
    const route = new Route(window)
    const stop = route.start()
    route.open('search')
    route.go({ type: 'conversation', conversation, message })
    expect(window.addresses).toEqual(['/#/', '/#/!search', `/#/c/${conversation}/m/${message}`])
    route.back({ type: 'home' })
    const searching = route.overlay
    route.close()
    stop()
    expect([searching, route.overlay, window.at]).toEqual(['search', undefined, 0])
  })

  test('where there is room it stays beside what was found, and closing it changes no place', () => {
    const window = fakeWindow('#/')
    const route = new Route(window)
    const stop = route.start()
    route.searchStays = true
    route.open('search-here')
    route.go({ type: 'conversation', conversation, message })
    const beside = route.overlay
    route.open('search')
    route.open('switcher')
    route.back({ type: 'home' })
    route.close()
    stop()
    expect([beside, route.place.type, route.overlay]).toEqual(['search-here', 'conversation', undefined])
    expect(window.addresses.slice(0, 3)).toEqual(['/#/', '/#/!search-here', `/#/c/${conversation}/m/${message}`])
  })

  test('it does not follow into another team', () => {
    const route = new Route(fakeWindow('#/!search'))
    route.searchStays = true
    route.go({ type: 'home' }, { team: 2 })
    expect([route.team, route.overlay]).toEqual([2, undefined])
  })
})

describe('teams in the address', () => {
  test('a place keeps its team, back leads to the other one, and a place is all that changes within', () => {
    const window = fakeWindow('#/c/' + conversation)
    const route = new Route(window)
    const stop = route.start()
    route.go({ type: 'home' }, { team: 2 })
    route.go({ type: 'settings' })
    route.open('keyboard')
    const there = [route.team, route.place.type]
    route.close()
    route.back({ type: 'home' })
    route.back({ type: 'home' })
    const back = [route.team, route.place.type]
    stop()
    expect([window.addresses, there, back]).toEqual([
      ['/#/c/' + conversation, '/#/t/2/', '/#/t/2/settings', '/#/t/2/settings!keyboard'],
      [2, 'settings'],
      [undefined, 'conversation']
    ])
  })

  test.each(['#/t/0/settings', '#/t/-1/settings', '#/t/x/settings', '#/t/1234567890/settings', '#/t'])(
    'what is no number is no team: %s',
    (fragment) => {
      expect(hereOf(fragment)).toEqual({ place: { type: 'home' }, overlay: undefined })
    }
  )

  test('[I1] an invitation opened in a team leaves the address, and the team stays', () => {
    const window = fakeWindow('#/t/2/settings')
    const route = new Route(window)
    const stop = route.start()
    window.open('#j=geheim')
    stop()
    expect([route.team, route.place.type, route.invitation, window.addresses]).toEqual([
      2,
      'join',
      'geheim',
      ['/#/t/2/settings', '/#/t/2/join']
    ])
  })
})

test('a picture over everything has an address of its own, and nothing else passes for one', () => {
  const file = { conversation, message, place: 3 }
  const overlay = viewerOf(file)
  const here = hereOf(fragmentOf({ place: { type: 'home' }, overlay }))
  expect(here.overlay).toBe(overlay)
  expect(viewedIn(here.overlay)).toEqual(file)
  for (const mark of ['view-', 'view-ab-cd-1', `${overlay}0`, 'invite', 'constructor'])
    expect(viewedIn(hereOf(`#/!${mark}`).overlay)).toBeUndefined()
})
