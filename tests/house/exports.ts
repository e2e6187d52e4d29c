// Owns the check that nothing is exported in vain (H14).

import { posix } from 'node:path'
import ts from 'typescript'
import { markupOf, nodesOf, roomOf, syntaxOf, type Tree } from './tree.ts'

/** Who takes a name of a file: `path#name`, or `path#*` where all of it is taken at once. */
type Takers = ReadonlyMap<string, readonly string[]>

/**
 * H14: the product uses what it exports. A name that no other file of src or signaling takes is used in its own file, and exported because a
 * test looks at it; what only tests use lives with them. Types may stand in the signature of something that is exported.
 */
export function checkExports(tree: Tree): readonly string[] {
  const takers = takersIn(tree)
  const sentences: string[] = []
  for (const [path, text] of tree) {
    if (roomOf(path) === undefined || !path.endsWith('.ts') || path.endsWith('.d.ts')) continue
    const source = syntaxOf(path, text)
    for (const { name, isType, statement } of exportsOf(source)) {
      const taking = [...(takers.get(`${path}#${name}`) ?? []), ...(takers.get(`${path}#*`) ?? [])]
      if (taking.some((taker) => roomOf(taker) !== undefined)) continue
      const isUsed = isUsedBeside(source, name, statement)
      if (isUsed && (isType || taking.length > 0)) continue
      const who = isUsed ? 'nobody takes' : taking.length > 0 ? 'only tests use' : 'nobody uses'
      sentences.push(`${path}: ${who} ${name}`)
    }
  }
  return sentences
}

interface Exported {
  readonly name: string
  readonly isType: boolean
  readonly statement: ts.Statement
}

function exportsOf(source: ts.SourceFile): readonly Exported[] {
  return source.statements.flatMap((statement): readonly Exported[] => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [{ name: name.text, isType: false, statement }] : []
      )
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
    const isNamed = isType || ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
    return isNamed && statement.name ? [{ name: statement.name.text, isType, statement }] : []
  })
}

/** Whether the word stands in the file beyond its own declaration, not only as the name of a property. */
function isUsedBeside(source: ts.SourceFile, name: string, { pos, end }: ts.Statement): boolean {
  return nodesOf(source).some(
    (node) =>
      ts.isIdentifier(node) && node.text === name && (node.pos < pos || node.end > end) && !isNameOfProperty(node)
  )
}

function isNameOfProperty(node: ts.Identifier): boolean {
  const { parent } = node
  const names =
    ts.isPropertyAccessExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent)
  return names && parent.name === node
}

function takersIn(tree: Tree): Takers {
  const takers = new Map<string, string[]>()
  for (const [path, text] of tree) {
    if (!/\.(ts|svelte)$/.test(path)) continue
    const add = (specifier: ts.Node | string | undefined, names: readonly string[]): void => {
      const from = typeof specifier === 'object' && ts.isStringLiteralLike(specifier) ? specifier.text : specifier
      if (typeof from !== 'string' || !from.startsWith('.')) return
      const target = posix.join(posix.dirname(path), from.replace(/\?.*$/, ''))
      for (const name of names) takers.set(`${target}#${name}`, [...(takers.get(`${target}#${name}`) ?? []), path])
    }
    for (const node of nodesOf(syntaxOf(path, text))) {
      if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, namesIn(node.importClause?.namedBindings))
      if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, namesIn(node.exportClause))
      if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, ['*'])
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
        add(node.arguments[0], ['*'])
    }
    // `{#await import('./late.ts')}` stands in the markup, which TypeScript does not read.
    if (path.endsWith('.svelte'))
      for (const [, from] of markupOf(text).matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) add(from, ['*'])
  }
  return takers
}

/** Everything, unless names are listed. */
function namesIn(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): readonly string[] {
  if (bindings === undefined || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return ['*']
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
}
