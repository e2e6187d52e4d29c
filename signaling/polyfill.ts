// Owns what Node 20 lacks and libp2p takes for granted. It is the first import of the process and a setup file of the tests;
// libp2p follows by dynamic import, because static imports would be evaluated before this file. It knows nothing of Flurfunk.
import { WebSocket } from 'ws'

interface Resolvers<Value> {
  promise: Promise<Value>
  resolve: (value: Value | PromiseLike<Value>) => void
  reject: (reason?: unknown) => void
}

function withResolvers<Value>(): Resolvers<Value> {
  let resolve: Resolvers<Value>['resolve'] = () => undefined
  let reject: Resolvers<Value>['reject'] = () => undefined
  const promise = new Promise<Value>((fulfil, refuse) => {
    resolve = fulfil
    reject = refuse
  })
  return { promise, resolve, reject }
}

if (!('withResolvers' in Promise)) {
  Object.defineProperty(Promise, 'withResolvers', { value: withResolvers, configurable: true, writable: true })
}
// Only dialers need it, and only Node 20 is without one; the server itself never dials.
if (!('WebSocket' in globalThis)) {
  Object.defineProperty(globalThis, 'WebSocket', { value: WebSocket, configurable: true, writable: true })
}
