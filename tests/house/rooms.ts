// Owns the checks of who may import whom (H1, H2, H4 to H6). Each is a function from a tree to sentences; none is a clean house.

import { importsOf, packageOf, roomOf, type Import, type Tree } from './tree.ts'
import type { Room } from './plan.ts'

type Rooms = ReadonlyMap<string, Room>

/** Files of src and signaling with their imports; computed once, it is the slow part. */
export interface Graph {
  readonly tree: Tree
  readonly imports: ReadonlyMap<string, readonly Import[]>
}

/** The imports of every file of src and signaling. */
export function graphOf(tree: Tree): Graph {
  const paths = [...tree.keys()].filter((path) => roomOf(path) !== undefined)
  return { tree, imports: new Map(paths.map((path) => [path, importsOf(path, tree)])) }
}

/** H1: an import goes only where the table allows. */
export function checkFloors({ imports }: Graph, rooms: Rooms): readonly string[] {
  const sentences: string[] = []
  for (const [path, list] of imports) {
    const room = roomOf(path) ?? ''
    const plan = rooms.get(room)
    if (plan === undefined) sentences.push(`${path}: the room ${room} is not in the plan`)
    for (const { target } of list) {
      const targetRoom = target && roomOf(target)
      if (target === undefined || targetRoom === undefined || targetRoom === room || plan === undefined) continue
      // The api stands in parts; who may see it may see each.
      const file = target
        .replace(/^src\//, '')
        .replace(/\.ts$/, '')
        .replace(/^(node\/api)-[a-z]+$/, '$1')
      if (plan.mayImport.includes(targetRoom) || plan.mayImport.includes(file)) continue
      sentences.push(`${path}: ${room} may not import ${file}`)
    }
  }
  return sentences
}

/** H1: a room's floor is one above the highest room it imports, by the table itself. */
export function checkPlan(rooms: Rooms): readonly string[] {
  return [...rooms.values()]
    .filter(({ floor }) => floor !== undefined)
    .flatMap(({ name, floor, mayImport }) => {
      const floors = mayImport.map((word) => rooms.get(word.replace(/\/.*/, ''))?.floor ?? 0)
      const above = 1 + Math.max(0, ...floors)
      return above === floor ? [] : [`${name} stands on floor ${floor}, by its imports it belongs on ${above}`]
    })
}

/** H1: no circles, also not inside a room; types count, for a reader follows them too. */
export function checkCircles({ imports }: Graph): readonly string[] {
  const done = new Set<string>()
  const sentences: string[] = []
  const walk = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path)
    if (start !== -1) sentences.push(`a circle: ${[...way.slice(start), path].join(' > ')}`)
    if (start !== -1 || done.has(path)) return
    for (const { target } of imports.get(path) ?? []) if (target !== undefined) walk(target, [...way, path])
    done.add(path)
  }
  for (const path of imports.keys()) walk(path, [])
  return sentences
}

/** H2: a package is imported only in its home. Node's own modules are for signaling, which is a process of Node. */
export function checkPackages({ imports }: Graph, rooms: Rooms): readonly string[] {
  const sentences: string[] = []
  for (const [path, list] of imports) {
    const room = roomOf(path) ?? ''
    const home = rooms.get(room)?.packages ?? []
    for (const { specifier } of list) {
      if (specifier.startsWith('.') || (room === 'signaling' && specifier.startsWith('node:'))) continue
      const name = packageOf(specifier)
      if (!home.some((one) => one === name || (one.endsWith('/*') && name.startsWith(one.slice(0, -1)))))
        sentences.push(`${path}: ${name} is not at home in ${room}`)
    }
  }
  return sentences
}

const workerRooms = new Set(['crypto', 'chat', 'log', 'team', 'sync'])

/** H4: nothing that runs in the window reaches the rooms of the worker; yjs only in webrtc-lobby. Types are erased, so free. */
export function checkWindow({ imports }: Graph): readonly string[] {
  const isWindow = (path: string): boolean => path === 'src/main.ts' || ['app', 'ui'].includes(roomOf(path) ?? '')
  const waiting = [...imports.keys()].filter(isWindow)
  const seen = new Set(waiting)
  const sentences: string[] = []
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (workerRooms.has(roomOf(path) ?? '')) sentences.push(`${path} is reached from the window`)
    for (const { specifier, target, isTypeOnly } of imports.get(path) ?? []) {
      if (isTypeOnly) continue
      if (packageOf(specifier) === 'yjs' && path !== 'src/adapters/webrtc-lobby.ts')
        sentences.push(`${path}: yjs is reached from the window`)
      // The worker and the service worker are named by address and run beside the window, not in it.
      if (target === undefined || seen.has(target) || /worker\.ts$/.test(target)) continue
      seen.add(target)
      waiting.push(target)
    }
  }
  return sentences
}

/** H5: the node's two faces import base alone, and ui takes types from the api, never functions. */
export function checkFaces({ imports }: Graph): readonly string[] {
  const sentences: string[] = []
  for (const [path, list] of imports) {
    const isFace = isPartOfFace(path)
    for (const { specifier, target, isTypeOnly } of list) {
      const room = target && roomOf(target)
      if (isFace && room !== 'base' && !(target && isPartOfFace(target)))
        sentences.push(`${path}: imports ${specifier}, not base alone`)
      if (roomOf(path) === 'ui' && room === 'node' && !isTypeOnly)
        sentences.push(`${path}: takes more than types from ${specifier}`)
    }
  }
  return sentences
}

/** `ports.ts`, and `api.ts` with its parts `api-*.ts`. */
function isPartOfFace(path: string): boolean {
  return /^src\/node\/(ports|api(-[a-z]+)?)\.ts$/.test(path)
}

/** H6: signaling imports nothing of src; src imports nothing of tests or signaling; no import leads nowhere. */
export function checkHouses({ imports, tree }: Graph): readonly string[] {
  const sentences: string[] = []
  for (const [path, list] of imports) {
    const own = path.split('/')[0]
    for (const { specifier, target } of list) {
      if (!specifier.startsWith('.')) continue
      if (target === undefined) {
        if (!/\.(svg|png|woff2|wasm|txt|json)$/.test(specifier)) sentences.push(`${path}: ${specifier} does not exist`)
      } else if (target.split('/')[0] !== own) sentences.push(`${path}: ${target} is of another house`)
    }
  }
  return tree.size === 0 ? ['there is no house'] : sentences
}
