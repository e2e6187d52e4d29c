// Owns what a person asks for about devices: the name of this one, and the end of another (D2, D3). Linking a new one is linking.ts's.

import type { DeviceId } from '../base/ids.ts'
import { err } from '../base/result.ts'
import { levelOf } from '../team/past.ts'
import { mayUndo } from '../team/levels.ts'
import type { Intent } from './api-intents.ts'
import { answered, nothingToDo, type Answer } from './answer.ts'
import { writeDeparture } from './departing.ts'
import { nameRefusal } from './names.ts'
import { deviceNameOf } from './registers.ts'
import { ownNamesScope } from './own-names.ts'
import type { Desk } from './desk.ts'
import { writeContent } from './write.ts'

type Of<Type extends Intent['type']> = Extract<Intent, { type: Type }>

/** Operation 15 speaks for its author's device alone (C1): each device names itself. */
export function renameDevice(desk: Desk, { name }: Of<'rename-device'>): Answer {
  const refusal = nameRefusal(name)
  if (refusal !== undefined) return err(refusal)
  const { identity, registers } = desk.replica
  if (deviceNameOf(registers, identity.device) === name.trim()) return nothingToDo
  const operation = { type: 'device-name', name: name.trim() } as const
  return answered(writeContent(desk, ownNamesScope(desk), { operation }))
}

/** Whether this person may end a device: another one of its own, or one of somebody strictly below (T2, row 5). */
function mayRevoke({ replica }: Desk, device: DeviceId): boolean {
  const { identity, membership } = replica
  const member = membership.team.devices.get(device)?.member
  if (member === undefined || device === identity.device) return false
  const level = levelOf(membership.team, member)
  return mayUndo(levelOf(membership.team, identity.member), { level, own: member === identity.member })
}

/** A lost device: its end, and what goes with it (T5, K11). */
export function revokeDevice(desk: Desk, { device }: Of<'revoke-device'>): Answer {
  if (!desk.replica.membership.team.devices.has(device)) return err('unknown-device')
  if (!mayRevoke(desk, device)) return err('not-allowed')
  const { team } = desk.replica.identity
  const operations = [{ type: 'device.revoke', device }] as const
  return answered(writeDeparture(desk, { scope: team, operations, devices: [device], everywhere: true }))
}
