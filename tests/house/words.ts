// Owns the checks of what stands inside files (H3, H7 to H9). They look at syntax, so comments and texts may say anything.

import ts from 'typescript'
import type { Room } from './plan.ts'
import { markupOf, nodesOf, roomOf, scriptOf, syntaxOf, type Tree } from './tree.ts'

/** Files of src and signaling, and of tests where `withTests` asks for them, with a script in them. */
function scripts(tree: Tree, { withTests }: { readonly withTests: boolean }): readonly [string, string][] {
  return [...tree].filter(
    ([path]) => /\.(ts|svelte)$/.test(path) && (roomOf(path) !== undefined || (withTests && path.startsWith('tests/')))
  )
}

function place(path: string, source: ts.SourceFile, node: ts.Node): string {
  return `${path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`
}

const worldly = new Set([
  'Date',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'performance',
  'fetch',
  'window',
  'self',
  'globalThis',
  'console',
  'navigator',
  'document'
])

/** H3: floors 1 to 4 never wait (except crypto/sodium.ts); floors 1 to 5 know no clock, chance, network, window or console. */
export function checkPurity(tree: Tree, rooms: ReadonlyMap<string, Room>): readonly string[] {
  const sentences: string[] = []
  for (const [path, text] of scripts(tree, { withTests: false })) {
    const floor = rooms.get(roomOf(path) ?? '')?.floor
    if (floor === undefined || floor > 5) continue
    const source = syntaxOf(path, text)
    const declared = declaredNames(source)
    for (const node of nodesOf(source)) {
      if (floor <= 4 && path !== 'src/crypto/sodium.ts' && isWaiting(node))
        sentences.push(`${place(path, source, node)}: floors 1 to 4 never wait`)
      const word = worldlyWord(node, declared)
      if (word !== undefined) sentences.push(`${place(path, source, node)}: ${word} is of the world outside`)
    }
  }
  return sentences
}

function isWaiting(node: ts.Node): boolean {
  return (
    node.kind === ts.SyntaxKind.AsyncKeyword ||
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (ts.isIdentifier(node) && (node.text === 'Promise' || node.text === 'PromiseLike'))
  )
}

function worldlyWord(node: ts.Node, declared: ReadonlySet<string>): string | undefined {
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'random' && isNamed(node.expression, 'Math'))
    return 'Math.random'
  if (!ts.isIdentifier(node) || !worldly.has(node.text) || declared.has(node.text)) return undefined
  return isName(node) ? undefined : node.text
}

/** Whether the word names a property of something else: `entry.self`, `{ window: 1 }`. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  if (ts.isQualifiedName(parent)) return parent.right === node
  const isMember = ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent)
  return isMember && parent.name === node
}

function declaredNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  for (const node of nodesOf(source)) {
    const isDeclaration =
      ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node) || ts.isImportSpecifier(node)
    if ((isDeclaration || ts.isFunctionDeclaration(node)) && node.name && ts.isIdentifier(node.name))
      names.add(node.name.text)
  }
  return names
}

/** The documents of pads have rules of their own (P9); they are no pages. */
const isOfPads = (path: string): boolean => /^src\/chat\/pad-[a-z]+\.ts$/.test(path)

/** H7: storage's `append` is called in node/accept.ts alone; yjs, and so every page, is written in chat/projector.ts alone. */
export function checkDoors(tree: Tree): readonly string[] {
  const sentences: string[] = []
  for (const [path, text] of scripts(tree, { withTests: false })) {
    const source = syntaxOf(path, text)
    for (const node of nodesOf(source)) {
      if (path !== 'src/node/accept.ts' && isAppend(node))
        sentences.push(`${place(path, source, node)}: only node/accept.ts appends to storage`)
      if (roomOf(path) === 'chat' && path !== 'src/chat/projector.ts' && !isOfPads(path) && isYjs(node))
        sentences.push(`${place(path, source, node)}: only chat/projector.ts writes pages`)
    }
  }
  return sentences
}

function isAppend(node: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'append' &&
    /(^|\.)storage\??$/i.test(node.expression.getText())
  )
}

function isYjs(node: ts.Node): boolean {
  return ts.isImportDeclaration(node) && node.moduleSpecifier.getText().includes('yjs')
}

/** H9, the enforced half: what does not stand in code. */
export function checkForbidden(tree: Tree): readonly string[] {
  const sentences: string[] = []
  for (const [path, text] of scripts(tree, { withTests: true })) {
    const source = syntaxOf(path, text)
    for (const node of nodesOf(source)) {
      if (ts.isSourceFile(node)) continue
      const word = forbiddenWord(node, path)
      if (word !== undefined) sentences.push(`${place(path, source, node)}: ${word}`)
    }
  }
  for (const [path, text] of tree) {
    if (roomOf(path) === undefined) continue
    const style = path.endsWith('.css') ? text : [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].join('\n')
    if (/!\s*important/.test(style.replace(/\/\*[\s\S]*?\*\//g, ''))) sentences.push(`${path}: !important`)
    if (bareHover(style)) sentences.push(`${path}: :hover outside @media (hover: hover)`)
    const markup = markupOf(text)
    if (path.endsWith('.svelte') && /\{@html\b/.test(markup)) sentences.push(`${path}: {@html}`)
    if (/\.(svelte|html)$/.test(path) && /<[a-z][^>]*\son\w+\s*=\s*"/.test(markup))
      sentences.push(`${path}: an inline handler`)
  }
  return sentences
}

/** After a tap a touch screen goes on saying that a finger hovers there; so what is only for a mouse stands where only a mouse is. */
function bareHover(style: string): boolean {
  const plain = style.replace(/\/\*[\s\S]*?\*\//g, '')
  return plain.replace(/@media \(hover: hover\) \{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '').includes(':hover')
}

function forbiddenWord(node: ts.Node, path: string): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'the any type'
  if (ts.isEnumDeclaration(node)) return 'an enum'
  if (isNamespace(node) && !path.endsWith('.d.ts')) return 'a namespace'
  if (ts.isNonNullExpression(node)) return 'a ! that promises what the compiler cannot see'
  if (path.endsWith('.ts') && !path.endsWith('.d.ts') && isDefaultExport(node)) return 'a default export'
  if (ts.isPropertyAccessExpression(node) && htmlWriters.has(node.name.text)) return node.name.text
  if (ts.isCallExpression(node) && isNamed(node.expression, 'eval')) return 'eval'
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Function')) return 'new Function'
  return undefined
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name
}

/** `declare global` and `declare module 'x'` only describe what is there already. */
function isNamespace(node: ts.Node): boolean {
  return ts.isModuleDeclaration(node) && ts.isIdentifier(node.name) && !(node.flags & ts.NodeFlags.GlobalAugmentation)
}

const htmlWriters = new Set(['innerHTML', 'outerHTML', 'insertAdjacentHTML'])

function isDefaultExport(node: ts.Node): boolean {
  if (!ts.isSourceFile(node.parent)) return false
  if (ts.isExportAssignment(node)) return true
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
}

/** H8, reported only: files over 300 lines and functions over 70. Usually two thoughts live there. */
export function reportSizes(tree: Tree): readonly string[] {
  const sentences: string[] = []
  for (const [path, text] of scripts(tree, { withTests: false })) {
    const lines = text.split('\n').length - 1
    if (lines > 300) sentences.push(`${path}: ${lines} lines`)
    const source = syntaxOf(path, text)
    for (const node of nodesOf(source)) {
      if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) continue
      const length = scriptOf(path, text).slice(node.getStart(source), node.end).split('\n').length
      if (length > 70) sentences.push(`${place(path, source, node)}: a function of ${length} lines`)
    }
  }
  return sentences
}

const poorNames = /^(manager|helpers?|utils?|service|handler|data|infos?|common|misc|impl)$/

/** H9, the reported half: names of files, and last words of exports, that say nothing. */
export function reportNames(tree: Tree): readonly string[] {
  const sentences: string[] = []
  for (const [path, text] of scripts(tree, { withTests: false })) {
    const stem = (path.split('/').at(-1) ?? '').replace(/\..*/, '')
    if (stem !== 'service-worker' && wordsOf(stem).some(isPoor)) sentences.push(`${path}: a poor name`)
    const source = syntaxOf(path, text)
    for (const node of source.statements) {
      const isNamed =
        ts.isFunctionDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
      if (isNamed && node.name && isPoor(wordsOf(node.name.text).at(-1) ?? ''))
        sentences.push(`${place(path, source, node)}: ${node.name.text} is a poor name`)
    }
  }
  return sentences
}

function wordsOf(name: string): readonly string[] {
  return name.split(/-|(?=[A-Z])/).map((word) => word.toLowerCase())
}

function isPoor(word: string): boolean {
  return poorNames.test(word)
}

/** W3: nothing in the app asks a foreign host for pictures, styles, scripts or fonts. */
export function checkForeign(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([path]) => path.startsWith('src/') && /\.(svelte|css|html)$/.test(path))
    .filter(([, text]) => /(?:src|srcset|href|@import|url\()\s*=?\s*\(?["']?\s*(?:https?:)?\/\//.test(text))
    .map(([path]) => `${path}: asks a foreign host`)
}
