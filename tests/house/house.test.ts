// Holds this repository to the rules of docs/architecture.md (H1 to H14). What each check finds is shown as sentences.

import { readFileSync, readdirSync, existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import {
  checkDependencies,
  checkNamedFiles,
  checkRules,
  checkShown,
  checkTable,
  checkUse,
  numbersInTests,
  type Dependency
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
  graphOf
} from './rooms.ts'
import { readTree } from './tree.ts'
import { checkDoors, checkForbidden, checkForeign, checkPurity, reportNames, reportSizes } from './words.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const tree = readTree(root, ['src', 'signaling', 'tests'])
const documents = readTree(root, ['docs', 'README.md'])
// Looking through every syntax tree takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const graph = graphOf(tree)
const numbers = numbersInTests(tree)
const rooms = roomsOf(plan)
const clean: readonly string[] = []

function report(title: string, sentences: readonly string[]): void {
  if (sentences.length > 0) console.log(`${title}\n${sentences.map((sentence) => `  ${sentence}`).join('\n')}`)
}

describe('rooms and floors', () => {
  test('[H1] an import goes only where the table allows', () => expect(checkFloors(graph, rooms)).toEqual(clean))
  test('[H1] a floor is one above the highest room it imports', () => expect(checkPlan(rooms)).toEqual(clean))
  test('[H1] there are no circles', () => expect(checkCircles(graph)).toEqual(clean))
  test('[H2] a package is imported only in its home', () => expect(checkPackages(graph, rooms)).toEqual(clean))
  test('[H3] the core neither waits nor looks at the world', () => expect(checkPurity(tree, rooms)).toEqual(clean))
  test('[H4] the window reaches nothing of the worker', () => expect(checkWindow(graph)).toEqual(clean))
  test('[H5] the faces of the node import base alone', () => expect(checkFaces(graph)).toEqual(clean))
  test('[H6] src, signaling and tests are houses of their own', () => expect(checkHouses(graph)).toEqual(clean))
  test('[H7] one door to storage, one writer of pages', () => expect(checkDoors(tree)).toEqual(clean))
})

describe('inside files', () => {
  test('[H8] sizes are reported, a person answers', () => report('H8, to be looked at:', reportSizes(tree)))
  test('[H9] poor names are reported', () => report('H9, to be renamed:', reportNames(tree)))
  test('[H9, W4] what does not stand in code', () => expect(checkForbidden(tree)).toEqual(clean))
  test('[H14] the product uses what it exports', () => expect(checkExports(tree)).toEqual(clean))
  test('[W3] nothing asks a foreign host', () => expect(checkForeign(tree)).toEqual(clean))
})

describe('documents', () => {
  const read = (path: string): string => documents.get(path) ?? ''

  test('[H10] every source file is a root or imported by somebody', () => expect(checkUse(graph)).toEqual(clean))

  test('[H10] every file named in docs exists', () => {
    const folders = ['.ci', 'public'].filter((folder) => existsSync(`${root}${folder}`))
    const more = folders.flatMap((folder) => readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}`))
    const all = [...tree.keys(), ...documents.keys(), ...readdirSync(root), ...more]
    expect(checkNamedFiles(documents, all)).toEqual(clean)
  })

  test('[H11] every rule of stage 1 has a test, and every number in a test name is a rule', () => {
    const texts = { protocol: read('docs/protocol.md'), architecture: read('docs/architecture.md') }
    expect(checkRules(texts, numbers)).toEqual(clean)
  })

  test('[H12] the table in docs/architecture.md is the plan', () => {
    expect(checkTable(read('docs/architecture.md'), planAsTable())).toEqual(clean)
  })

  test.each(['docs/threat-model.md', 'docs/driven.md'])(
    '[H13] every test named in %s exists, and every row names one',
    (path) => {
      expect(read(path)).not.toBe('')
      expect(checkShown(read(path), tree)).toEqual(clean)
    }
  )

  test('[H2] docs/dependencies.md lists the packages of package.json, no more and no less', () => {
    expect(checkDependencies(read('docs/dependencies.md'), installedPackages())).toEqual(clean)
  })
})

describe('packages', () => {
  test('[W8] versions are exact, the lockfile is here, and no package runs a script of its own on install', () => {
    const { dependencies, devDependencies } = readJson('package.json')
    const versions = Object.values({ ...stringsOf(dependencies), ...stringsOf(devDependencies) })
    expect(versions.filter((version) => !/^(npm:[@\w/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual(clean)
    expect(existsSync(`${root}package-lock.json`)).toBe(true)
    expect(readFileSync(`${root}.npmrc`, 'utf8')).toMatch(/^ignore-scripts=true$/m)
  })
})

function installedPackages(): readonly Dependency[] {
  const { dependencies, devDependencies } = readJson('package.json')
  return Object.entries({ ...stringsOf(dependencies), ...stringsOf(devDependencies) }).map(([name, version]) => {
    const { license } = readJson(`node_modules/${name}/package.json`)
    return { name, version, licence: String(license).replace(/^\((.*)\)$/, '$1') }
  })
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(`${root}${path}`, 'utf8')) as Readonly<Record<string, unknown>>
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
  return value as Readonly<Record<string, string>>
}
