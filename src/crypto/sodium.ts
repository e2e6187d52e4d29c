// Owns the one import of libsodium and the one promise among floors 1 to 4: the root awaits it before it calls anything else (E5).

import * as module from 'libsodium-wrappers-sumo'

type Sodium = typeof module

/** The library, whichever way the bundler wrapped it. */
export const sodium: Sodium = (module as unknown as { default?: Sodium }).default ?? module

/** Resolves when the WASM stands; nothing of this room works before. */
export const sodiumReady: Promise<void> = sodium.ready
