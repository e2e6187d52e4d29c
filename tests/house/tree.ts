// Owns the reading of the repository: which files there are, what they say, what they import. Judges nothing.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import ts from 'typescript'

/** Files by their path from the root of the repository, with `/` between folders. */
export type Tree = ReadonlyMap<string, string>

export interface Import {
  /** As it is written, without `?url` and the like. */
  readonly specifier: string
  /** Erased before anything runs. */
  readonly isTypeOnly: boolean
  /** The file of the tree it means; undefined for packages and for what does not exist. */
  readonly target: string | undefined
}

const textFile = /\.(ts|svelte|css|html|md|mjs|json)$/
const skipped = new Set(['node_modules', 'dist', '.git', 'coverage', '.cache', '.flurfunk'])

/** Reads the text files below these folders or files of the repository; those that do not exist are left out. */
export function readTree(root: string, places: readonly string[]): Tree {
  const files = new Map<string, string>()
  const visit = (path: string): void => {
    const stat = statSync(`${root}${path}`, { throwIfNoEntry: false })
    if (stat?.isDirectory()) {
      for (const name of readdirSync(`${root}${path}`).sort()) if (!skipped.has(name)) visit(`${path}/${name}`)
    } else if (stat !== undefined && textFile.test(path)) files.set(path, readFileSync(`${root}${path}`, 'utf8'))
  }
  for (const place of places) visit(place)
  return files
}

/** The room of a file of src or signaling: its folder, or `roots` for what stands directly in src. */
export function roomOf(path: string): string | undefined {
  const [top, room, ...rest] = path.split('/')
  if (top === 'signaling') return 'signaling'
  if (top !== 'src' || room === undefined) return undefined
  return rest.length === 0 ? 'roots' : room
}

/** The TypeScript of a file: all of a .ts, the script blocks of a .svelte; markup and styles become blank lines. */
export function scriptOf(path: string, text: string): string {
  if (!path.endsWith('.svelte')) return path.endsWith('.ts') ? text : ''
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ')
  let script = ''
  let end = 0
  for (const match of text.matchAll(/(<script[^>]*>)([\s\S]*?)<\/script>/g)) {
    script += blank(text.slice(end, match.index)) + blank(match[1] ?? '') + (match[2] ?? '')
    end = match.index + (match[1] ?? '').length + (match[2] ?? '').length
  }
  return script + blank(text.slice(end))
}

/** The markup of a component or page, without scripts, styles and comments. */
export function markupOf(text: string): string {
  return text.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g, '')
}

/** Parsed once for all checks; keyed by the text too, for made-up trees have the same paths. */
const parsed = new Map<string, ts.SourceFile>()

/** The syntax tree of a file's TypeScript, with parents, so that a node knows where it stands. */
export function syntaxOf(path: string, text: string): ts.SourceFile {
  const key = `${path}\0${text}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const source = ts.createSourceFile(path, scriptOf(path, text), ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS)
  parsed.set(key, source)
  return source
}

const nodesBySource = new WeakMap<ts.SourceFile, readonly ts.Node[]>()

/** Every node of a file, itself first, top down. */
export function nodesOf(source: ts.SourceFile): readonly ts.Node[] {
  const known = nodesBySource.get(source)
  if (known !== undefined) return known
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(source)
  nodesBySource.set(source, nodes)
  return nodes
}

/** What a file imports: static, re-exported, dynamic, and workers or assets named by `new URL(…, import.meta.url)`. */
export function importsOf(path: string, tree: Tree): readonly Import[] {
  const text = tree.get(path) ?? ''
  if (path.endsWith('.html') || path.endsWith('.css')) return linksOf(path, text, tree)
  const found: Import[] = []
  const add = (specifier: string, isTypeOnly: boolean): void => {
    found.push(importFrom(path, { specifier, isTypeOnly }, tree))
  }
  for (const node of nodesOf(syntaxOf(path, text))) {
    if (ts.isImportDeclaration(node)) add(textOf(node.moduleSpecifier), isErased(node))
    if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(textOf(node.moduleSpecifier), node.isTypeOnly)
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(textOf(node.argument.literal), true)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(textOf(node.arguments[0]), false)
    if (ts.isNewExpression(node) && isOwnUrl(node)) {
      // Folders and files beside the code are named the same way; only code is imported.
      const specifier = textOf(node.arguments?.[0])
      if (/\.(ts|svelte|css)$/.test(specifier)) add(specifier, false)
    }
  }
  // `{#await import('./Late.svelte')}` stands in the markup, which TypeScript does not read.
  if (path.endsWith('.svelte'))
    for (const [, specifier = ''] of markupOf(text).matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
      add(specifier, false)
  return found.filter(({ specifier }) => specifier !== '')
}

function isOwnUrl(node: ts.NewExpression): boolean {
  return node.expression.getText() === 'URL' && node.arguments?.[1]?.getText() === 'import.meta.url'
}

/** Scripts and styles of an HTML page, and styles a style imports. */
function linksOf(path: string, text: string, tree: Tree): readonly Import[] {
  const links = [...text.matchAll(/(?:src=|href=|@import )["']([^"']+)["']/g)].map((match) => match[1] ?? '')
  return (
    links
      // Pictures and the manifest come out of public as they are.
      .filter((link) => /^[./]/.test(link) && /\.(ts|svelte|css)$/.test(link))
      .map((link) => importFrom(path, { specifier: link.replace(/^\//, './'), isTypeOnly: false }, tree))
  )
}

function isErased(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = clause.namedBindings
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  )
}

function textOf(node: ts.Node | undefined): string {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text.replace(/\?.*$/, '') : ''
}

function importFrom(path: string, { specifier, isTypeOnly }: Omit<Import, 'target'>, tree: Tree): Import {
  if (!specifier.startsWith('.')) return { specifier, isTypeOnly, target: undefined }
  const target = posix.join(posix.dirname(path), specifier)
  return { specifier, isTypeOnly, target: tree.has(target) ? target : undefined }
}

/** The package of a specifier: `@libp2p/crypto/keys` is `@libp2p/crypto`. */
export function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
