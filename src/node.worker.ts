// Owns what runs in the worker: the node, with everything it needs of the world. The root of its thread.

import { runNodeHost } from './adapters/node-host.ts'
import { selfCheck } from './crypto/self-check.ts'
import { sodiumReady } from './crypto/sodium.ts'
import { createNode } from './node/node.ts'

runNodeHost(self, { ready: sodiumReady, selfCheck: () => selfCheck(), createNode })
