// Owns all that the window ever sees of the core, as plain values: one face, in parts. Knows base alone.

export type * from './api-conversations.ts'
export type * from './api-host.ts'
export type * from './api-intents.ts'
export type * from './api-joining.ts'
export type * from './api-node.ts'
export type * from './api-people.ts'
