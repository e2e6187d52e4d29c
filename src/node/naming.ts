// Owns whom a message names, by the names they have now (C10).

import type { ConversationId, MemberId } from '../base/ids.ts'
import type { Message } from '../chat/message.ts'
import type { MentionView } from './api-conversations.ts'
import type { Mention } from './api-acts.ts'
import { mentions } from './mentions.ts'
import { profileOf } from './registers.ts'
import type { Scene } from './scene.ts'
import { takesPart } from './scopes.ts'

/** Of those in a message's list the ones that are in the conversation; who has no name yet cannot be found in a text. */
export function namesIn(scene: Scene, conversation: ConversationId, message: Message): readonly MentionView[] {
  const { identity, membership } = scene.desk.replica
  const info = membership.scopes.get(conversation)
  if (info === undefined) return []
  return message.mentions.flatMap((id): readonly MentionView[] => {
    if (id === conversation) return [{ ...nameFor(scene, 'everyone'), mine: message.member !== identity.member }]
    const member = id as MemberId
    const named = nameFor(scene, member)
    return takesPart(membership, info, member) && named.name !== '' ? [named] : []
  })
}

/** How a screen names somebody; everybody has no name of its own. */
export function nameFor({ desk }: Scene, member: Mention): MentionView {
  const { identity, registers } = desk.replica
  if (member === 'everyone') return { member, name: '', mine: false }
  return { member, name: profileOf(registers, member).name, mine: member === identity.member }
}

/** Whether it calls this person, by name or with everybody. */
export function namesMe({ desk }: Scene, conversation: ConversationId, message: Message): boolean {
  return mentions(message, { member: desk.replica.identity.member, conversation })
}
