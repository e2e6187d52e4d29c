import { describe, expect, test } from 'vitest'
import { Route } from '../../src/app/route.svelte.ts'
import { conversationId } from '../fixtures/fake-world.ts'
import { fakeWindow, type FakeWindow } from '../fixtures/fake-window.ts'

const conversation = { type: 'conversation', conversation: conversationId('a') } as const

/** What lies open over the place, the last one last; each closes when a step back asks it to. */
function opener(route: Route) {
  const open: string[] = []
  return {
    open,
    lay(name: string): () => void {
      open.push(name)
      const gone = route.layer(() => void open.splice(open.indexOf(name), 1))
      return () => {
        if (open.includes(name)) open.splice(open.indexOf(name), 1)
        gone()
      }
    }
  }
}

function inConversation(): { readonly window: FakeWindow; readonly route: Route; readonly stop: () => void } {
  const window = fakeWindow('#/')
  const route = new Route(window)
  const stop = route.start()
  route.go(conversation)
  return { window, route, stop }
}

describe('what opens over a place', () => {
  test('a step back closes it, and nothing else; the next one leaves the place', () => {
    const { window, route, stop } = inConversation()
    const { open, lay } = opener(route)
    lay('menu')
    window.step(-1)
    const after = [[...open], route.place.type]
    window.step(-1)
    stop()
    expect([after, route.place.type]).toEqual([[[], 'conversation'], 'home'])
  })

  test('one at a time, the last one first', () => {
    const { window, route, stop } = inConversation()
    const { open, lay } = opener(route)
    lay('attach')
    lay('question')
    window.step(-1)
    expect(open).toEqual(['attach'])
    window.step(-1)
    stop()
    expect([open, route.place.type]).toEqual([[], 'conversation'])
  })

  test('closed otherwise it leaves no step behind', () => {
    const { window, route, stop } = inConversation()
    opener(route).lay('menu')()
    window.step(-1)
    stop()
    expect(route.place.type).toBe('home')
  })

  test.each([false, true])('one that opened out of another has its own step, whichever is gone first (%s)', (first) => {
    const { window, route, stop } = inConversation()
    const { open, lay } = opener(route)
    const arrive = window.holdSteps()
    const menu = lay('menu')
    if (first) menu()
    lay('question')
    if (!first) menu()
    arrive()
    expect(open).toEqual(['question'])
    window.step(-1)
    arrive()
    expect([open, route.place.type, window.at]).toEqual([[], 'conversation', 1])
    stop()
  })

  test('one that is gone before its step was made makes none', () => {
    const { window, route, stop } = inConversation()
    const { lay } = opener(route)
    const arrive = window.holdSteps()
    lay('menu')()
    lay('question')()
    arrive()
    stop()
    expect(window.at).toBe(1)
  })

  test('what goes to another place from it needs one step to come back', () => {
    const { window, route, stop } = inConversation()
    const { lay } = opener(route)
    const arrive = window.holdSteps()
    const menu = lay('menu')
    route.open('invite')
    menu()
    arrive()
    window.step(-1)
    arrive()
    stop()
    expect([route.place.type, route.overlay, window.at]).toEqual(['conversation', undefined, 1])
  })

  test('what has an address is one step, and a question in it another', () => {
    const { window, route, stop } = inConversation()
    const { open, lay } = opener(route)
    route.open('stars')
    lay('stars')
    lay('question')
    expect(window.at).toBe(3)
    window.step(-1)
    expect([open, route.overlay]).toEqual([['stars'], 'stars'])
    lay('question')
    route.close()
    stop()
    expect([route.overlay, window.at]).toEqual([undefined, 1])
  })

  test('going elsewhere instead of the place takes it along', () => {
    const { window, route, stop } = inConversation()
    const { open, lay } = opener(route)
    const arrive = window.holdSteps()
    lay('menu')
    route.go({ type: 'settings' }, { replace: true })
    arrive()
    stop()
    expect([open, route.place.type, window.at, window.addresses.slice(0, 2)]).toEqual([
      [],
      'settings',
      1,
      ['/#/', '/#/settings']
    ])
  })

  test('a page loaded anew has nothing open and no step for it', () => {
    const { window, route, stop } = inConversation()
    opener(route).lay('menu')
    stop()
    const again = new Route(window)
    const end = again.start()
    window.step(-1)
    end()
    expect(again.place.type).toBe('home')
  })

  test('stepping forward opens nothing', () => {
    const { window, route, stop } = inConversation()
    const { open, lay } = opener(route)
    lay('menu')
    window.step(-1)
    window.step(1)
    stop()
    expect([open, window.at, route.place.type]).toEqual([[], 1, 'conversation'])
  })
})
