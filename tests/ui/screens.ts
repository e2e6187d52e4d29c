// Owns the list of screens and states that are looked at, by eye and by axe. An area has a file of its own in ./screens.

import { actsScreens } from './screens/acts.ts'
import { conversationScreens } from './screens/conversation.ts'
import { facesScreens } from './screens/faces.ts'
import { findingScreens } from './screens/finding.ts'
import { lifeScreens } from './screens/life.ts'
import { inviteScreens } from './screens/invite.ts'
import { mediaScreens } from './screens/media.ts'
import { padsScreens } from './screens/pads.ts'
import { settingsScreens } from './screens/settings.ts'
import { startScreens } from './screens/start.ts'
import { teamScreens } from './screens/team.ts'
import type { Screen } from './screens/screen.ts'

export type { Screen }

export const screens: readonly Screen[] = [
  ...startScreens,
  ...inviteScreens,
  ...teamScreens,
  ...conversationScreens,
  ...findingScreens,
  ...actsScreens,
  ...mediaScreens,
  ...settingsScreens,
  ...lifeScreens,
  ...facesScreens,
  ...padsScreens
]
