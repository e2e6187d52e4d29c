import { describe, expect, it } from 'vitest'
import { trustedScripts } from '../../src/app/trusted-scripts.ts'
import { de } from '../../src/ui/text/de.ts'
import { en } from '../../src/ui/text/en.ts'
import { readInline } from '../../src/app/markup-inline.ts'
import { plain } from '../../src/ui/text/links.ts'

describe('what reaches the screen', () => {
  it('[W1] only our two scripts can be started', () => {
    const scriptUrl = trustedScripts(['/assets/node.worker.js', '/service-worker.js'])
    expect(String(scriptUrl('/service-worker.js'))).toBe('/service-worker.js')
    for (const url of ['/other.js', 'https://example.org/service-worker.js', '/service-worker.js?x', ''])
      expect(() => scriptUrl(url)).toThrow('this is not one of our scripts')
  })

  it('[W2] text is pieces, never HTML; only http, https, mail and phone become links', () => {
    const texts = ['<img src=x onerror=alert(1)>', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd']
    const piecesOf = (text: string) => readInline(text, { mentions: [], onSteps: undefined })
    for (const text of texts) expect(piecesOf(text)).toEqual([{ type: 'text', text }])
    expect(piecesOf('see https://example.org/a.').map(({ type }) => type)).toEqual(['text', 'link', 'text'])
  })

  it('[W2] what would act on the screen stands there as a box', () => {
    expect(plain('abc\u202Ecba')).toBe('abc▯cba')
    expect(plain('a\u0007b')).toBe('a▯b')
  })

  it('[X8] the screen says that erasing is a request honest devices obey', () => {
    expect(en.message.deleteText).toMatch(/screenshot/)
    expect(de.message.deleteText).toMatch(/Bildschirmfoto/)
  })
})
