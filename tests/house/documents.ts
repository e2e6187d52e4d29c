// Owns the checks that hold documents and code together (H10 to H12, and the table of packages).

import ts from 'typescript'
import { nodesOf, syntaxOf, type Tree } from './tree.ts'
import type { Graph } from './rooms.ts'

/** Where running begins: nobody imports these. */
const roots = new Set([
  'src/index.html',
  'src/main.ts',
  'src/node.worker.ts',
  'src/service-worker.ts',
  'signaling/main.ts'
])

/** H10: every source file is a root or imported by somebody. */
export function checkUse({ imports }: Graph): readonly string[] {
  const used = new Set([...imports.values()].flat().map(({ target }) => target))
  return [...imports.keys()]
    .filter((path) => /\.(ts|svelte|css)$/.test(path) && !path.endsWith('.d.ts'))
    .filter((path) => !roots.has(path) && !used.has(path))
    .map((path) => `${path}: nobody imports it`)
}

/** How names look, in the style of docs/architecture.md: no files. */
const namePatterns = new Set(['kebab-case.ts', 'PascalCase.svelte', 'name.svelte.ts'])

/** H10: every file named in docs exists. `files` are all paths of the repository. Pages of decisions are never rewritten. */
export function checkNamedFiles(documents: Tree, files: readonly string[]): readonly string[] {
  const sentences: string[] = []
  for (const [path, text] of documents) {
    if (path.startsWith('docs/decisions/')) continue
    const named = new Set(
      [...text.matchAll(/(?<![\w/.@-])(?:[\w.-]+\/)*[\w-][\w.-]*\.(?:ts|svelte|mjs|md|css|html)\b/g)].map(String)
    )
    for (const name of named)
      if (!namePatterns.has(name) && !files.some((file) => file === name || file.endsWith(`/${name}`)))
        sentences.push(`${path}: ${name} does not exist`)
  }
  return sentences
}

/** Rules of a protocol by number, with the stage each belongs to. */
export type Rules = ReadonlyMap<string, number>

/**
 * The rules of docs/protocol.md: a chapter names its stage, `(stage 1; R11 stage 2)` moves single rules, and so does a mark like
 * **T6** [2]. The three failures N1 to N3 and the properties Q1 to Q21 have tests too; the latter live in the simulator.
 */
export function rulesOf(protocol: string): Rules {
  const rules = new Map<string, number>()
  let stage = 1
  let moved = new Map<string, number>()
  for (const line of protocol.split('\n')) {
    const chapter = /^## (.*)$/.exec(line)?.[1]
    if (chapter !== undefined) {
      stage = Number(/\(stage (\d)/.exec(chapter)?.[1] ?? 1)
      moved = new Map(
        [...chapter.matchAll(/((?:[A-Z]\d+(?:, | and )?)+) stage (\d)/g)].flatMap(([, numbers = '', to]) =>
          (numbers.match(/[A-Z]\d+/g) ?? []).map((number): [string, number] => [number, Number(to)])
        )
      )
    }
    const [, number, mark] = /^(?:\| )?\*\*([A-Z]\d+)\*\*(?: \[(\d)\])?/.exec(line) ?? []
    if (number !== undefined) rules.set(number, Number(mark ?? moved.get(number) ?? stage))
  }
  return rules
}

/** Further numbers a test may bear: properties Q, attacks on Yjs Y, known answers KA, and H, the rules of the house. */
export function propertiesOf(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.match(/\b(?:Q|Y|KA|H)\d+\b/g) ?? []))
}

/** The rule numbers in the names of tests, with a test that bears each: `[S7] asks again`, `[S2, S3] …`. */
export function numbersInTests(tree: Tree): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [path, text] of tree) {
    if (!/^tests\/.*\.ts$/.test(path)) continue
    for (const node of nodesOf(syntaxOf(path, text))) {
      const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node)
      const lead = isText ? /^(?:\[[A-Z]+\d+(?:, [A-Z]+\d+)*\] ?)+/.exec(node.text)?.[0] : undefined
      for (const number of lead?.match(/[A-Z]+\d+/g) ?? [])
        if (!found.has(number)) found.set(number, `${path}: ${node.getText()}`)
    }
  }
  return found
}

/** H11: every rule of stage 1 has a test that bears its number, and every number in a test name is a rule. */
export function checkRules(
  { protocol, architecture }: { readonly protocol: string; readonly architecture: string },
  tests: ReadonlyMap<string, string>
): readonly string[] {
  const rules = rulesOf(protocol)
  const properties = propertiesOf([protocol, architecture])
  const untested = [...rules].filter(([number, stage]) => stage === 1 && !tests.has(number))
  const unknown = [...tests].filter(([number]) => !rules.has(number) && !properties.has(number))
  return [
    ...untested.map(([number]) => `${number} has no test`),
    ...unknown.map(([number, where]) => `${number} is no rule (${where})`)
  ]
}

/** H12: the table in docs/architecture.md is the plan, word for word; how wide its columns are drawn does not matter. */
export function checkTable(architecture: string, table: readonly string[]): readonly string[] {
  const rows = table.map(wordsOfRow)
  const lines = architecture.split('\n').map(wordsOfRow)
  const start = lines.indexOf(rows[0] ?? '')
  if (start === -1) return [`docs/architecture.md: there is no line ${rows[0] ?? ''}`]
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  const found = lines.slice(start, end === -1 ? lines.length : end)
  return [
    ...rows.filter((row) => !found.includes(row)).map((row) => `only in plan.ts: ${row}`),
    ...found.filter((row) => !rows.includes(row)).map((row) => `only in docs/architecture.md: ${row}`)
  ]
}

/** A row without the padding and with the kind of emphasis a formatter may have chosen otherwise. */
function wordsOfRow(line: string): string {
  return line
    .replace(/-{3,}/g, '---')
    .replace(/\s*\|\s*/g, '|')
    .replace(/\b_(\w+)_\b|\*(\w+)\*/g, '*$1$2*')
    .trim()
}

/** The packages of package.json with version and licence: what docs/dependencies.md must say, no more and no less. */
export interface Dependency {
  readonly name: string
  readonly version: string
  readonly licence: string
}

/** Every package has a row in docs/dependencies.md with its version, a room, its licence and a reason. */
export function checkDependencies(document: string, packages: readonly Dependency[]): readonly string[] {
  const rows = document
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''))
        .slice(1, -1)
    )
  const names = new Set(packages.map(({ name }) => name))
  const missing = packages.flatMap(({ name, version, licence }) => {
    const row = rows.find(([first]) => first === name)
    if (row === undefined) return [`${name} ${version} (${licence}) has no row`]
    const [, rowVersion, room, rowLicence, reason] = row
    const isRight = rowVersion === version && rowLicence === licence && room !== '' && (reason ?? '') !== ''
    return isRight ? [] : [`${name}: the row should say ${version}, ${licence}, a room and a reason`]
  })
  const extra = rows.filter(([name = '']) => !names.has(name)).map(([name]) => `${name} is not in package.json`)
  return [...missing, ...extra]
}

/** What stands at the head of the first column of tables that name tests. */
const headings = new Set(['Prevented', 'Thing'])

/** What the tests of a file are called: words that begin a call which goes on behind them. Of a file of data, all of it. */
function titlesIn(text: string): readonly string[] {
  const begun = text.matchAll(/\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1\s*,/g)
  const titles = [...begun].map(([, , title = '']) => title.replaceAll("\\'", "'"))
  return titles.length > 0 ? titles : [text]
}

/**
 * H13: every test that docs/threat-model.md and docs/driven.md name exists: behind the path of a file stand titles in quotes, each of which is
 * found in that file; and no row of their tables goes without one.
 */
export function checkShown(document: string, tree: Tree): readonly string[] {
  const sentences: string[] = []
  for (const line of document.split('\n')) {
    const [, what, shown] = /^\| (.*?) +\| (.*?) +\|$/.exec(line) ?? []
    if (what === undefined || shown === undefined || headings.has(what) || /^-+$/.test(what)) continue
    const parts = shown.split(/(?=\btests\/[\w./-]+\.(?:ts|json)\b)/).filter((part) => part.startsWith('tests/'))
    if (parts.length === 0) sentences.push(`"${what}" is shown by no test`)
    for (const part of parts) {
      const path = /^[\w./-]+\.(?:ts|json)/.exec(part)?.[0] ?? ''
      const text = tree.get(path)
      const titles = [...part.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title)
      if (text === undefined) sentences.push(`${path} does not exist`)
      else if (titles.length === 0) sentences.push(`"${what}" names no test of ${path}`)
      for (const title of titles)
        if (text !== undefined && !titlesIn(text).some((each) => each.includes(title)))
          sentences.push(`${path} has no "${title}"`)
    }
  }
  return sentences
}
