// Owns the way from a query to its view: which part of the scene answers it. Knows who asks as little as the views do.

import { unreachable } from '../base/assert.ts'
import type { Query, ViewOf } from './api.ts'
import { nothingReached } from './api-delivery.ts'
import { isActsQuery } from './api-lists.ts'
import { noFileStorage } from './api-files.ts'
import { noPad } from './api-pads.ts'
import { nobodyLive } from './api-sharing.ts'
import type { JoinView } from './api-joining.ts'
import type { TeamView } from './api-people.ts'
import type { Scene } from './scene.ts'
import { sharingView } from './sharing.ts'
import { conversationsView, draftView, momentView, timelineView } from './view-conversations.ts'
import { messageInfoView } from './view-delivery.ts'
import { actsView, noActs } from './view-acts.ts'
import { activityView } from './view-activity.ts'
import { filesView } from './view-files.ts'
import { governanceView, noGovernance } from './view-governance.ts'
import { groupView, noGroup } from './view-groups.ts'
import { mentionsView } from './view-mentions.ts'
import { connectionView, membersView, teamView } from './view-people.ts'
import { marksView, nothingToCompare, teamCodeView, verificationView } from './view-verification.ts'
import { invitationsView, requestsView } from './view-requests.ts'
import { nothingFound, searchView } from './view-search.ts'

/** The view of a member's query now. */
export function viewOf(scene: Scene, query: Query): ViewOf<Query> {
  if (isActsQuery(query)) return actsView(scene, query)
  switch (query.type) {
    case 'team':
      return teamView(scene)
    case 'join':
      return { type: 'idle' }
    case 'members':
      return membersView(scene)
    case 'conversations':
      return conversationsView(scene)
    case 'timeline':
      return timelineView(scene, query)
    case 'draft':
      return draftView(scene, query.conversation)
    case 'mentions':
      return mentionsView(scene, query.count)
    case 'moment':
      return momentView(scene, query)
    case 'group':
      return groupView(scene, query.conversation)
    case 'message':
      return messageInfoView(scene, query.conversation, query.message)
    case 'invitations':
      return invitationsView(scene)
    case 'linking':
      return scene.linking()
    case 'requests':
      return requestsView(scene)
    case 'connection':
      return connectionView(scene)
    case 'notices':
      return scene.notices
    case 'sharing':
      return sharingView(scene.desk.replica)
    case 'live':
      return scene.live.view(query.conversation)
    case 'pads':
      return scene.pads.list(query.conversation)
    case 'pad':
      return scene.pads.view(query.conversation, query.pad)
    case 'governance':
      return governanceView(scene)
    case 'activity':
      return activityView(scene)
    case 'storage-use':
      return scene.desk.storage.measure()
    case 'search':
      return searchView(scene, query)
    case 'verification':
      return verificationView(scene, query.member)
    case 'marks':
      return marksView(scene)
    case 'team-code':
      return teamCodeView(scene)
    case 'files':
      return filesView(scene, query)
    case 'transfers':
      return scene.files.transfers()
    case 'file-use':
      return scene.files.use()
    case 'file-storage':
      return scene.files.storageView()
    default:
      return unreachable(query)
  }
}

/** The same where there is no team yet. */
export function viewWithoutTeam(
  query: Query,
  { join, team }: { readonly join: JoinView; readonly team: TeamView }
): ViewOf<Query> {
  if (isActsQuery(query)) return noActs(query)
  switch (query.type) {
    case 'team':
      return team
    case 'join':
      return join
    case 'timeline':
      return { messages: [], older: false, newer: false, firstUnread: undefined, unread: 0, changes: [] }
    case 'draft':
      return { text: '', reply: undefined, mentions: [] }
    case 'mentions':
      return { items: [], more: false }
    case 'moment':
      return { message: undefined, ts: undefined }
    case 'group':
      return noGroup(query.conversation)
    case 'message':
      return nothingReached
    case 'linking':
      return { type: 'idle' }
    case 'connection':
      return { state: 'offline', peers: 0, reason: undefined, clockOffMs: undefined, devices: [] }
    case 'sharing':
      return { choices: [], mutedMentions: true }
    case 'live':
      return nobodyLive
    case 'pads':
      return { pads: [], mayWrite: false }
    case 'pad':
      return noPad(query.pad)
    case 'governance':
      return noGovernance
    case 'storage-use':
      return { fileBytes: 0, parts: [] }
    case 'search':
      return nothingFound
    case 'members':
    case 'conversations':
    case 'invitations':
    case 'requests':
    case 'notices':
    case 'activity':
    case 'marks':
    case 'transfers':
      return []
    case 'files':
      return { files: [], more: false }
    case 'file-use':
      return { kinds: [], conversations: [], freeBytes: 0 }
    case 'file-storage':
      return noFileStorage
    case 'verification':
      return nothingToCompare(query.member)
    case 'team-code':
      return { digits: '', qr: '', people: 0, devices: 0, verified: 0 }
    default:
      return unreachable(query)
  }
}
