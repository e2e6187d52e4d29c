// Owns what the team's policies mean (T6): which there are, what holds while nobody has decided, and which values make sense.

import { present } from '../base/assert.ts'
import type { PolicyValue } from '../team/control.ts'
import type { TeamState } from '../team/membership.ts'
import type { PolicySetting } from './api-intents.ts'

type PolicyName = PolicySetting['name']
type Switch = Extract<PolicySetting, { value: boolean }>['name']
type Amount = Exclude<PolicyName, Switch>

/** What holds while nobody has decided. */
const defaults: readonly PolicySetting[] = [
  { name: 'destroy-allowed', value: true },
  { name: 'wipe-on-removal', value: false },
  { name: 'lock-required', value: false },
  { name: 'lock-minutes', value: 15 },
  { name: 'retain-days', value: 0 },
  { name: 'read-receipts', value: false },
  { name: 'live-signals', value: true }
]

const numbers: Readonly<Record<Amount, readonly [least: number, most: number]>> = {
  'lock-minutes': [1, 1440],
  'retain-days': [0, 3650]
}

/** Every policy as it holds now. A value that makes no sense, from whatever version, is as if nobody had decided. */
export function policiesOf({ policies }: Pick<TeamState, 'policies'>): readonly PolicySetting[] {
  return defaults.map((setting) => settingFrom(setting.name, policies.get(setting.name)) ?? setting)
}

/** Whether one that says yes or no says yes. */
export function allows(team: Pick<TeamState, 'policies'>, name: Switch): boolean {
  return valueOf(team, name) === true
}

/** One that is a number, in its unit. */
export function amountOf(team: Pick<TeamState, 'policies'>, name: Amount): number {
  return Number(valueOf(team, name))
}

function valueOf(team: Pick<TeamState, 'policies'>, name: PolicyName): PolicySetting['value'] {
  return present(
    policiesOf(team).find((each) => each.name === name),
    'every policy has a value'
  ).value
}

/** A setting with this value; undefined: it makes no sense. */
export function settingFrom(name: string, value: PolicyValue | undefined): PolicySetting | undefined {
  switch (name) {
    case 'destroy-allowed':
    case 'wipe-on-removal':
    case 'lock-required':
    case 'read-receipts':
    case 'live-signals':
      return typeof value === 'boolean' ? { name, value } : undefined
    case 'lock-minutes':
    case 'retain-days': {
      const [least, most] = numbers[name]
      const isSound = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      return isSound ? { name, value } : undefined
    }
    default:
      return undefined
  }
}
