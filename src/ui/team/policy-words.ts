// Owns how the value of a policy reads. Knows no component.

import type { PolicySetting } from '../../node/api-intents.ts'
import type { Words } from '../text/en.ts'

/** `15 minutes`, `for ever`, `Yes`. */
export function policyValue(setting: PolicySetting, say: Words['governing']['policies']): string {
  switch (setting.name) {
    case 'lock-minutes':
      return say.minutes(setting.value)
    case 'retain-days':
      return setting.value === 0 ? say.forever : say.days(setting.value)
    default:
      return setting.value ? say.on : say.off
  }
}
