// Owns the list of all mutants: every one of "Mutations that must die" in docs/protocol.md, those of the resolver (R9), and one for each
// defence of its threat table. What changes nothing that anybody could notice is no mutant and not in the list.

import type { Mutant } from './mutant.ts'
import { mutantsOfChat } from './of-chat.ts'
import { mutantsOfFiles } from './of-files.ts'
import { mutantsOfKeys } from './of-keys.ts'
import { mutantsOfLife } from './of-life.ts'
import { mutantsOfLog } from './of-log.ts'
import { mutantsOfMembership } from './of-membership.ts'
import { mutantsOfNode } from './of-node.ts'
import { mutantsOfPads } from './of-pads.ts'
import { mutantsOfSync } from './of-sync.ts'

export const mutants: readonly Mutant[] = [
  ...mutantsOfLog,
  ...mutantsOfMembership,
  ...mutantsOfKeys,
  ...mutantsOfSync,
  ...mutantsOfChat,
  ...mutantsOfNode,
  ...mutantsOfLife,
  ...mutantsOfFiles,
  ...mutantsOfPads
]
