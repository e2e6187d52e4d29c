// Shows that the house test can fail: every check finds its fault in a small made-up tree, and nothing in the tree beside it.

import { describe, expect, test } from 'vitest'
import {
  checkDependencies,
  checkNamedFiles,
  checkRules,
  checkShown,
  checkTable,
  checkUse,
  numbersInTests,
  rulesOf
} from './documents.ts'
import { checkExports } from './exports.ts'
import { plan, planAsTable, roomsOf } from './plan.ts'
import {
  checkCircles,
  checkFaces,
  checkFloors,
  checkHouses,
  checkPackages,
  checkPlan,
  checkWindow,
  graphOf,
  type Graph
} from './rooms.ts'
import { importsOf, scriptOf } from './tree.ts'
import { checkDoors, checkForbidden, checkForeign, checkPurity, reportNames, reportSizes } from './words.ts'

const rooms = roomsOf(plan)
const tree = (files: Readonly<Record<string, string>>): ReadonlyMap<string, string> => new Map(Object.entries(files))
const graph = (files: Readonly<Record<string, string>>): Graph => graphOf(tree(files))
const component = (script: string, markup = ''): string => `<script lang="ts">\n${script}\n</script>\n${markup}`

describe('reading imports', () => {
  test('[H1] static, dynamic, re-exported, typed, styled and worker imports are seen, comments are not', () => {
    const files = tree({
      'src/a.ts': `import { b } from './b.ts'
        import type { C } from './c.ts'
        import { type D } from './c.ts'
        export * from './e.ts'
        // import './commented.ts'
        const later = () => import('./late.ts')
        const worker = new Worker(new URL('./w.ts', import.meta.url))
        type T = import('./t.ts').T
        import picture from './p.css?url'`,
      'src/b.ts': ''
    })
    expect(importsOf('src/a.ts', files)).toEqual([
      { specifier: './b.ts', isTypeOnly: false, target: 'src/b.ts' },
      { specifier: './c.ts', isTypeOnly: true, target: undefined },
      { specifier: './c.ts', isTypeOnly: true, target: undefined },
      { specifier: './e.ts', isTypeOnly: false, target: undefined },
      { specifier: './late.ts', isTypeOnly: false, target: undefined },
      { specifier: './w.ts', isTypeOnly: false, target: undefined },
      { specifier: './t.ts', isTypeOnly: true, target: undefined },
      { specifier: './p.css', isTypeOnly: false, target: undefined }
    ])
  })

  test('[H1] both scripts of a component are read, and lines keep their numbers', () => {
    const text = `<script module>\nimport a from 'a'\n</script>\n<p>import b from 'b'</p>{#await import('./Late.svelte')}…{/await}\n<script lang="ts">\nimport c from 'c'\n</script>`
    expect(importsOf('src/ui/X.svelte', tree({ 'src/ui/X.svelte': text })).map((one) => one.specifier)).toEqual([
      'a',
      'c',
      './Late.svelte'
    ])
    expect(scriptOf('src/ui/X.svelte', text).split('\n')).toHaveLength(text.split('\n').length)
  })
})

describe('rooms', () => {
  test('[H1] an import upwards or sideways is found, one downwards is not', () => {
    const files = {
      'src/log/run.ts': `import '../base/bytes.ts'; import '../team/roster.ts'; import '../chat/rows.ts'`,
      'src/base/bytes.ts': '',
      'src/team/roster.ts': '',
      'src/chat/rows.ts': ''
    }
    expect(checkFloors(graph(files), rooms)).toEqual([
      'src/log/run.ts: log may not import team/roster',
      'src/log/run.ts: log may not import chat/rows'
    ])
  })

  test('[H1] a type is an import too, and a room nobody planned is named', () => {
    const files = { 'src/base/a.ts': `import type { B } from '../cellar/b.ts'`, 'src/cellar/b.ts': '' }
    expect(checkFloors(graph(files), rooms)).toEqual([
      'src/base/a.ts: base may not import cellar/b',
      'src/cellar/b.ts: the room cellar is not in the plan'
    ])
  })

  test('[H5] adapters and app see of the node what the table names, file by file', () => {
    const files = {
      'src/adapters/system.ts': `import '../node/ports.ts'; import '../node/state.ts'`,
      'src/app/live.ts': `import '../node/api.ts'; import '../node/ports.ts'`,
      'src/node/ports.ts': '',
      'src/node/api.ts': '',
      'src/node/state.ts': ''
    }
    expect(checkFloors(graph(files), rooms)).toEqual([
      'src/adapters/system.ts: adapters may not import node/state',
      'src/app/live.ts: app may not import node/ports'
    ])
  })

  test('[H1] a room on the wrong floor is found', () => {
    const lifted = plan.map((row) => (row[1] === 'log' ? (['5', ...row.slice(1)] as unknown as typeof row) : row))
    expect(checkPlan(roomsOf(lifted))).toEqual([
      'log stands on floor 5, by its imports it belongs on 3',
      'team stands on floor 4, by its imports it belongs on 6',
      'sync stands on floor 4, by its imports it belongs on 6',
      'node stands on floor 5, by its imports it belongs on 6',
      'parcel stands on floor 4, by its imports it belongs on 6',
      'privacy stands on floor 4, by its imports it belongs on 6'
    ])
  })

  test('[H1] circles are found, inside a room and made of types too', () => {
    const files = {
      'src/log/a.ts': `import './b.ts'`,
      'src/log/b.ts': `import type { C } from './c.ts'`,
      'src/log/c.ts': `import './a.ts'`,
      'src/log/d.ts': `import './a.ts'; import './b.ts'`
    }
    expect(checkCircles(graph(files))).toEqual(['a circle: src/log/a.ts > src/log/b.ts > src/log/c.ts > src/log/a.ts'])
  })

  test('[H2] a package away from home is found, its parts count as the package', () => {
    const files = {
      'src/adapters/network.ts': `import '@libp2p/crypto/keys'; import 'yjs'; import 'svelte'`,
      'src/log/a.ts': `import 'libsodium-wrappers-sumo'; import 'node:fs'`,
      'src/ui/A.svelte': component(`import Icon from '~icons/lucide/x'; import 'virtua/svelte'`),
      'signaling/main.ts': `import 'node:http'; import 'ws'; import 'yjs'`
    }
    expect(checkPackages(graph(files), rooms)).toEqual([
      'src/adapters/network.ts: svelte is not at home in adapters',
      'src/log/a.ts: libsodium-wrappers-sumo is not at home in log',
      'src/log/a.ts: node:fs is not at home in log',
      'signaling/main.ts: yjs is not at home in signaling'
    ])
  })

  test('[H4] what the window reaches through adapters is found; types and workers are not reached', () => {
    const files = {
      'src/main.ts': `import './adapters/bridge.ts'; new URL('./node.worker.ts', import.meta.url)`,
      'src/node.worker.ts': `import './crypto/seal.ts'`,
      'src/adapters/bridge.ts': `import type { Key } from '../crypto/sign.ts'; import './vault.ts'; import 'yjs'`,
      'src/adapters/vault.ts': `import '../crypto/hash.ts'`,
      'src/crypto/hash.ts': '',
      'src/crypto/sign.ts': '',
      'src/crypto/seal.ts': ''
    }
    expect(checkWindow(graph(files))).toEqual([
      'src/adapters/bridge.ts: yjs is reached from the window',
      'src/crypto/hash.ts is reached from the window'
    ])
  })

  test('[H5] a face of the node that knows more than base, and a ui that calls the node, are found', () => {
    const files = {
      'src/node/api.ts': `import type { Id } from '../base/ids.ts'; import type { Role } from '../team/levels.ts'`,
      'src/ui/A.svelte': component(`import type { View } from '../node/api.ts'; import { ask } from '../node/api.ts'`),
      'src/base/ids.ts': '',
      'src/team/levels.ts': ''
    }
    expect(checkFaces(graph(files))).toEqual([
      'src/node/api.ts: imports ../team/levels.ts, not base alone',
      'src/ui/A.svelte: takes more than types from ../node/api.ts'
    ])
  })

  test('[H6] imports between the houses, and into nothing, are found', () => {
    const files = {
      'src/base/a.ts': `import '../../tests/fixtures/log.ts'; import './gone.ts'; import '../base/b'; new URL('./', import.meta.url)`,
      'signaling/main.ts': `import '../src/base/a.ts'`,
      'src/base/b.ts': '',
      'tests/fixtures/log.ts': ''
    }
    expect(checkHouses(graph(files))).toEqual([
      'src/base/a.ts: tests/fixtures/log.ts is of another house',
      'src/base/a.ts: ./gone.ts does not exist',
      'src/base/a.ts: ../base/b does not exist',
      'signaling/main.ts: src/base/a.ts is of another house'
    ])
    expect(checkHouses(graph({}))).toEqual(['there is no house'])
  })
})

describe('words', () => {
  const purity = (path: string, text: string): readonly string[] => checkPurity(tree({ [path]: text }), rooms)

  test.each([
    ['an async function', 'export async function f() {}'],
    ['await', 'await f()'],
    ['a promise', 'const p: Promise<void> = f()'],
    ['a loop that waits', 'for await (const x of xs) f(x)']
  ])('[H3] %s on floor 3 is found, on floor 5 it is allowed', (_, text) => {
    expect(purity('src/log/run.ts', text)[0]).toBe('src/log/run.ts:1: floors 1 to 4 never wait')
    expect(purity('src/node/node.ts', text)).toEqual([])
    expect(purity('src/crypto/sodium.ts', text)).toEqual([])
  })

  test.each([
    'Date.now()',
    'new Date()',
    'setTimeout(f, 1)',
    'Math.random()',
    'fetch(x)',
    'window.x',
    'self.x',
    'console.log(1)'
  ])('[H3] %s in the node is found, above it is allowed', (text) => {
    expect(purity('src/node/node.ts', text)).toHaveLength(1)
    expect(purity('src/adapters/system.ts', text)).toEqual([])
  })

  test('[H3] words in comments, texts and names of properties are only words', () => {
    const text = `// await a Promise, setTimeout
      const sentence = 'console.log(Date.now())'
      const row = { self: 1, window: 2 }
      export const both = row.self + row.window
      function fence(window: number): number { return window }`
    expect(purity('src/team/fences.ts', text)).toEqual([])
  })

  test('[H7] a second door to storage and a second writer of pages are found', () => {
    const files = {
      'src/node/accept.ts': 'ports.storage.append(batch)',
      'src/node/intents.ts': 'ports.storage.append(batch); list.append(1)',
      'src/chat/projector.ts': `import * as Y from 'yjs'`,
      'src/chat/timeline.ts': `import * as Y from 'yjs'`
    }
    expect(checkDoors(tree(files))).toEqual([
      'src/node/intents.ts:1: only node/accept.ts appends to storage',
      'src/chat/timeline.ts:1: only chat/projector.ts writes pages'
    ])
  })

  test('[H8] long files and functions are reported', () => {
    const long = `export function f(): void {\n${'  g()\n'.repeat(70)}}\n`
    const files = { 'src/log/a.ts': long, 'src/log/b.ts': 'const a = 1\n'.repeat(301) }
    expect(reportSizes(tree(files))).toEqual(['src/log/a.ts:1: a function of 72 lines', 'src/log/b.ts: 301 lines'])
  })

  test.each([
    ['the any type', 'const a: any = 1'],
    ['an enum', 'enum A { B }'],
    ['a namespace', 'namespace A { const b = 1 }'],
    ['a default export', 'export default 1'],
    ['a default export', 'export default function f() {}'],
    ['a ! that promises what the compiler cannot see', 'const a = b!'],
    ['innerHTML', 'element.innerHTML = text'],
    ['eval', `eval('1')`],
    ['new Function', `new Function('1')`]
  ])('[H9, W4] %s is found in %s', (word, text) => {
    expect(checkForbidden(tree({ 'src/app/a.ts': text }))).toEqual([`src/app/a.ts:1: ${word}`])
    expect(checkForbidden(tree({ 'tests/app/a.test.ts': text }))).toEqual([`tests/app/a.test.ts:1: ${word}`])
    expect(
      checkForbidden(tree({ 'src/ui/A.svelte': component(text.replace('export default', 'element.innerHTML =')) }))
    ).toHaveLength(1)
  })

  test('[H9, W4] raw HTML, inline handlers and !important are found in components and styles', () => {
    const files = {
      'src/ui/A.svelte': component('', '<p>{@html text}</p>'),
      'src/ui/B.svelte': component('', '<p onclick="f()">text</p>'),
      'src/ui/C.svelte': component('', '<style>p { color: red !important }</style>'),
      'src/ui/style/base.css': 'p { color: red !important; }',
      'src/ui/D.svelte': component(
        `// {@html} and !important are words`,
        '<!-- {@html x} --><p onclick={f}>!important</p>'
      ),
      'src/ui/text.d.ts': 'declare module "x" { const text: string; export default text }',
      'src/ui/global.ts': 'declare global { interface Window { x: 1 } }'
    }
    expect(checkForbidden(tree(files))).toEqual([
      'src/ui/A.svelte: {@html}',
      'src/ui/B.svelte: an inline handler',
      'src/ui/C.svelte: !important',
      'src/ui/style/base.css: !important'
    ])
  })

  test('[H9] a look for the mouse that a finger leaves behind is found, one that only a mouse sees is not', () => {
    const styled = (style: string): string => component('', `<style>${style}</style>`)
    const files = {
      'src/ui/A.svelte': styled('a { color: red } a:hover { color: blue }'),
      'src/ui/B.svelte': styled(
        '@media (hover: hover) { a:hover { color: blue } b:hover { color: red } } b { color: blue }'
      ),
      'src/ui/C.svelte': styled('@media (hover: hover) { a:hover { color: blue } } b:not(:hover) { color: red }'),
      'src/ui/D.svelte': component(`const isOver = button.matches(':hover')`, '<style>/* :hover is a word */</style>'),
      'src/ui/style/base.css': '@media (hover: none) { a:hover { color: blue } }'
    }
    expect(checkForbidden(tree(files))).toEqual(
      ['src/ui/A.svelte', 'src/ui/C.svelte', 'src/ui/style/base.css'].map(
        (path) => `${path}: :hover outside @media (hover: hover)`
      )
    )
  })

  test('[H9] names that say nothing are reported', () => {
    const files = {
      'src/log/run-helpers.ts': '',
      'src/log/a.ts': 'interface RunManager {}\nfunction common() {}',
      'src/service-worker.ts': ''
    }
    expect(reportNames(tree(files))).toEqual([
      'src/log/run-helpers.ts: a poor name',
      'src/log/a.ts:1: RunManager is a poor name',
      'src/log/a.ts:2: common is a poor name'
    ])
  })

  test('[H14] what only tests use, or nobody, is found', () => {
    const files = {
      'src/log/a.ts': `export function taken() {}
        export const late = 1
        export function looked() { return 1 }
        export const own = looked()
        export function tested() { return { tested: tested() } }
        export const unused = own
        export interface Shape { readonly own: number }
        export type Unused = Shape`,
      'src/log/b.ts': `import { taken as other } from './a.ts'; const more = import('./c.ts')`,
      'src/log/c.ts': 'export const all = 1',
      'src/ui/A.svelte': component('', `{#await import('../log/d.ts')}…{/await}`),
      'src/ui/B.svelte': component(`import { late } from '../log/a.ts'`),
      'src/log/d.ts': 'export const all = 1',
      'tests/log/a.test.ts': `import { looked, tested } from '../../src/log/a.ts'`
    }
    expect(checkExports(tree(files))).toEqual([
      'src/log/a.ts: nobody takes own',
      'src/log/a.ts: only tests use tested',
      'src/log/a.ts: nobody uses unused',
      'src/log/a.ts: nobody uses Unused'
    ])
  })

  test('[W3] pictures, styles and fonts from elsewhere are found', () => {
    const files = {
      'src/ui/A.svelte': component('', '<img src="https://x.example/a.png" alt="">'),
      'src/ui/style/base.css': `@font-face { src: url(//x.example/a.woff2) }`,
      'src/ui/B.svelte': component(`const link = 'https://x.example'`, '<img src={own} alt="">')
    }
    expect(checkForeign(tree(files))).toEqual([
      'src/ui/A.svelte: asks a foreign host',
      'src/ui/style/base.css: asks a foreign host'
    ])
  })
})

describe('documents', () => {
  test('[H10] a file nobody imports is found, also if a test does', () => {
    const files = {
      'src/main.ts': `import './app/used.ts'`,
      'src/app/used.ts': '',
      'src/app/unused.ts': '',
      'src/ui/icons.d.ts': '',
      'tests/app/unused.test.ts': `import '../../src/app/unused.ts'`
    }
    expect(checkUse(graph(files))).toEqual(['src/app/unused.ts: nobody imports it'])
  })

  test('[H10] a file a document names and nobody has is found', () => {
    const documents = tree({
      'docs/life.md': 'From `node/accept.ts` to Timeline.svelte and gone.ts, written in kebab-case.ts; `@libp2p/x.ts`.',
      'docs/decisions/old.md': 'We had old.ts.'
    })
    const files = ['src/node/accept.ts', 'src/ui/Timeline.svelte']
    expect(checkNamedFiles(documents, files)).toEqual(['docs/life.md: gone.ts does not exist'])
  })

  const protocol = `## E. Encoding (stage 1)
**E1** one
**E2** [2] two
## K. Keys (stage 1; K11, K12 and K16 stage 2)
**K10** ten
**K11** eleven
## D. Devices (stage 2; D1, D7 stage 1)
**D1** one
**D2** two
## Failures
| **N1** A relay
Q1 holds.`

  test('[H11] the stage of a rule is its chapter’s, unless heading or mark move it', () => {
    expect([...rulesOf(protocol)]).toEqual([
      ['E1', 1],
      ['E2', 2],
      ['K10', 1],
      ['K11', 2],
      ['D1', 1],
      ['D2', 2],
      ['N1', 1]
    ])
  })

  test('[H11] a rule without a test and a number without a rule are found', () => {
    const tests = numbersInTests(
      tree({
        'tests/base/a.test.ts': `test('[E1] holds', f); test(\`[K10, D1] \${name}\`, f); test('[Q1] [E9] too', f); g('N1, and [N1] later')`,
        'src/base/a.ts': `const name = '[N1] in src'`
      })
    )
    expect(checkRules({ protocol, architecture: '' }, tests)).toEqual([
      'N1 has no test',
      `E9 is no rule (tests/base/a.test.ts: '[Q1] [E9] too')`
    ])
  })

  test('[H12] a table that differs in one word is found, on both sides', () => {
    const table = planAsTable()
    const document = ['# The house', ...table, '', 'text']
    expect(checkTable(document.join('\n'), table)).toEqual([])
    const padded = document.map((line) => line.replaceAll(' | ', '   |   ').replaceAll(/\*(\w+)\*/g, '_$1_'))
    expect(checkTable(padded.join('\n'), table)).toEqual([])
    const altered = document.map((line) => line.replace('| base | bytes,', '| base | bites,'))
    expect(checkTable(altered.join('\n'), table)).toHaveLength(2)
    expect(checkTable('no table', table)).toHaveLength(1)
  })

  test('[H13] a threat without a test, a file and a title that do not exist are found', () => {
    const files = tree({ 'tests/a.test.ts': `test('[K8] holds', f); test('it is Anna\\'s', f)` })
    const table = (...rows: readonly string[]): string =>
      ['| Prevented | Shown by |', '| --- | --- |', ...rows.map((row) => `| reading | ${row} |`)].join('\n')
    expect(checkShown(table('tests/a.test.ts, "[K8] holds" and "it is Anna\'s"'), files)).toEqual([])
    expect(
      checkShown(
        table(
          'runs of the simulator',
          'tests/b.test.ts, "[K8] holds"',
          'tests/a.test.ts',
          'tests/a.test.ts, "[K8] fails"'
        ),
        files
      )
    ).toEqual([
      '"reading" is shown by no test',
      'tests/b.test.ts does not exist',
      '"reading" names no test of tests/a.test.ts',
      'tests/a.test.ts has no "[K8] fails"'
    ])
  })

  test('[H2] packages without a row, rows without a package and rows out of date are found', () => {
    const packages = [
      { name: 'a', version: '1.0.0', licence: 'MIT' },
      { name: 'b', version: '2.0.0', licence: 'ISC' },
      { name: 'c', version: '3.0.0', licence: 'MIT' }
    ]
    const document =
      '| `a` | 1.0.0 | base | MIT | needed |\n| `b` | 1.9.0 | base | ISC | needed |\n| `d` | 1.0.0 | ui | MIT | gone |'
    expect(checkDependencies(document, packages)).toEqual([
      'b: the row should say 2.0.0, ISC, a room and a reason',
      'c 3.0.0 (MIT) has no row',
      'd is not in package.json'
    ])
  })
})
