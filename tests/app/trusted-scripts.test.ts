import { afterEach, expect, test } from 'vitest'
import { trustedScripts } from '../../src/app/trusted-scripts.ts'

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'trustedTypes')
})

test('[W1] lets through exactly the addresses it was made with', () => {
  const scriptUrl = trustedScripts(['/worker.js', '/sw.js'])
  const others = ['/worker.js?x', '/other.js', 'https://evil.example/worker.js', 'data:text/javascript,1', '']
  const refused = others.filter((url) => {
    try {
      scriptUrl(url)
      return false
    } catch {
      return true
    }
  })
  expect([scriptUrl('/worker.js'), scriptUrl('/sw.js'), refused]).toEqual(['/worker.js', '/sw.js', others])
})

test('[W1] where the browser knows Trusted Types, the policy is called app and makes its values', () => {
  const made: string[] = []
  Reflect.set(globalThis, 'trustedTypes', {
    createPolicy(name: string, rules: { createScriptURL: (url: string) => string }) {
      made.push(name)
      return { createScriptURL: (url: string) => `trusted ${rules.createScriptURL(url)}` }
    }
  })
  expect([trustedScripts(['/sw.js'])('/sw.js'), made]).toEqual(['trusted /sw.js', ['app']])
})
