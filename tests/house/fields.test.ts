import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ui = fileURLToPath(new URL('../../src/ui/', import.meta.url))

test('[A1] every field tells the browser to keep nothing of what is typed', () => {
  const components = readdirSync(ui, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.svelte'))
  const forgetful: string[] = []
  let fields = 0
  for (const file of components) {
    const source = readFileSync(`${ui}${file}`, 'utf8')
    for (const [tag] of source.matchAll(/<input\s[\s\S]*?\/>|<textarea\s[\s\S]*?<\/textarea>/g)) {
      if (/type="(?:checkbox|radio|file)"/.test(tag)) continue
      fields += 1
      if (!/autocomplete="off"|\{autocomplete\}/.test(tag)) forgetful.push(`${file}: ${tag}`)
    }
    if (/autocomplete="(?:on|name|nickname|username|email)"/.test(source))
      forgetful.push(`${file}: a name is filled in`)
  }
  expect(fields).toBeGreaterThan(4)
  expect(forgetful).toEqual([])
})
