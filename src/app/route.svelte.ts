// Owns where the person is: the fragment of the address and nothing else decides it, so back, forward, reload and a deep link all work.
// An invitation in the fragment is taken out of address and history at once (I1).

import type { ConversationId, EntryHash, MemberId, PadId } from '../base/ids.ts'
import type { FilePlace } from '../node/api-files.ts'
import type { InPad } from '../node/api-pads.ts'
import { Steps, type StepsWindow } from './steps.ts'

const settingsSections = ['profile', 'appearance', 'devices', 'notifications', 'lock', 'storage', 'backup'] as const
export type SettingsSection = (typeof settingsSections)[number]

export type Place =
  | { readonly type: 'home' }
  /** The doors to a further team, beside the ones that are here. */
  | { readonly type: 'add' }
  | { readonly type: 'start' }
  | { readonly type: 'join' }
  | { readonly type: 'restore' }
  /** A further device of somebody who is in a team already. */
  | { readonly type: 'link' }
  | { readonly type: 'team' }
  /** One of its sections, to be brought into view. */
  | { readonly type: 'settings'; readonly section?: SettingsSection }
  /** What Flurfunk knows. */
  | { readonly type: 'privacy' }
  | {
      readonly type: 'conversation'
      readonly conversation: ConversationId
      /** To be shown and marked. */
      readonly message?: EntryHash
      readonly details?: boolean
    }

/** How every link of kind 2 begins: version and kind are its first bytes (I1). */
const deviceLinkBegins = 'hgEC'

const overlays = [
  'invite',
  'new',
  'switcher',
  'connection',
  'keyboard',
  'mentions',
  'root-sheet',
  'use-root-sheet',
  'team-code',
  'link',
  'teams',
  'stars',
  'search',
  'search-here'
] as const
/**
 * What lies over a place; it has a history entry of its own, so that back closes it. The two searches are left and come back: where there is
 * room they stand beside the place and stay when one goes elsewhere, and back leads to them where there is not.
 */
export type Overlay = (typeof overlays)[number] | `verify-${MemberId}` | `view-${string}` | `pad-${string}`

interface Here {
  /** The number of the team the place is in; undefined: the first one. */
  readonly team?: number
  readonly place: Place
  readonly overlay: Overlay | undefined
}

/** What the route needs of the window; a small double in tests. */
export interface RouteWindow extends StepsWindow {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>
  addEventListener(type: 'popstate' | 'hashchange', run: () => void): void
  removeEventListener(type: 'popstate' | 'hashchange', run: () => void): void
}

export class Route {
  readonly #window: RouteWindow
  readonly #steps: Steps
  #here: Here
  #invitation: string | undefined
  /** What the overlay of the address is on the screen. */
  #shown: (() => void) | undefined

  constructor(window: RouteWindow) {
    this.#window = window
    this.#steps = new Steps(window)
    this.#here = $state.raw(hereOf(''))
    this.#invitation = $state.raw()
    this.#read()
  }

  get place(): Place {
    return this.#here.place
  }

  /** The number of the team on the screen; undefined: the first one there is. */
  get team(): number | undefined {
    return this.#here.team
  }

  get overlay(): Overlay | undefined {
    return this.#here.overlay
  }

  /** The address of a place in the team on the screen. */
  addressOf(place: Place): string {
    return fragmentOf({ ...this.#here, place, overlay: undefined })
  }

  /** The invitation this page was opened with, until it was used or set aside; it exists here only. */
  get invitation(): string | undefined {
    return this.#invitation
  }

  forgetInvitation(): void {
    this.#invitation = undefined
  }

  /** Whether a search stands beside the place; the shell says so where there is room. */
  searchStays = false

  get isSearching(): boolean {
    return isSearch(this.#here.overlay)
  }

  /** Follows the address from now on; returns how to stop. */
  start(): () => void {
    const read = (): void => this.#read()
    const stop = this.#steps.start(read)
    this.#window.addEventListener('hashchange', read)
    return () => {
      stop()
      this.#window.removeEventListener('hashchange', read)
    }
  }

  /** Goes to a place with a history entry of its own, or instead of the present one; an overlay never stays behind it. */
  go(place: Place, how: { readonly replace?: boolean; readonly team?: number } = {}): void {
    const team = how.team ?? this.#here.team
    const overlay = this.isSearching && this.searchStays && how.team === undefined ? this.#here.overlay : undefined
    const here = { ...(team === undefined ? {} : { team }), place, overlay }
    this.#show(here, how.replace === true || (this.#here.overlay !== undefined && !this.isSearching))
  }

  /** Shows a picture, a film or a recording over everything. */
  view(file: FilePlace): void {
    this.open(viewerOf(file))
  }

  open(overlay: Overlay): void {
    if (this.#here.overlay === overlay) return
    this.#show(
      { ...this.#here, overlay },
      this.#here.overlay !== undefined && !(this.isSearching && !isSearch(overlay))
    )
  }

  /** Closes what lies over the place; does nothing where nothing does. */
  close(): void {
    if (this.isSearching && this.searchStays) this.#show({ ...this.#here, overlay: undefined }, true)
    else if (this.#here.overlay !== undefined) this.back({ type: 'stay' })
  }

  /** One step back, if this app made it; else to the place given, without leaving the app. */
  back(otherwise: Place | { readonly type: 'stay' }): void {
    if (this.#steps.back()) return
    const place = otherwise.type === 'stay' ? this.#here.place : otherwise
    this.#show({ ...this.#here, place, overlay: undefined }, true)
  }

  /**
   * Something opens over the place that has no address, as a menu or a question: one step back calls `close` and leaves nothing. Returns what
   * to call when it closed otherwise. What the address itself names is such a step already.
   */
  layer(close: () => void): () => void {
    const named = this.#here.overlay !== undefined && !this.isSearching
    if (!named || this.#shown !== undefined) return this.#steps.layer(close)
    this.#shown = close
    return () => {
      if (this.#shown === close) this.#shown = undefined
    }
  }

  #show(here: Here, replace: boolean): void {
    const address = this.#base() + fragmentOf(here)
    if (replace) this.#steps.replace(address)
    else this.#steps.push(address)
    this.#here = here
  }

  #read(): void {
    const fragment = this.#window.location.hash
    if (fragment.startsWith('#j=')) {
      this.#invitation = fragment.slice('#j='.length)
      const type = this.#invitation.startsWith(deviceLinkBegins) ? 'link' : 'join'
      this.#here = { ...this.#here, place: { type }, overlay: undefined }
      this.#steps.replace(this.#base() + fragmentOf(this.#here))
    } else this.#here = hereOf(fragment)
  }

  #base(): string {
    return this.#window.location.pathname + this.#window.location.search
  }
}

/** `#/t/2/c/<id>/m/<hash>/details!invite` and its shorter forms. */
export function fragmentOf({ team, place, overlay }: Here): string {
  return `#/${team === undefined ? '' : `t/${team}/`}${pathOf(place)}${overlay === undefined ? '' : `!${overlay}`}`
}

function pathOf(place: Place): string {
  if (place.type === 'home') return ''
  if (place.type === 'settings' && place.section !== undefined) return `settings/${place.section}`
  if (place.type !== 'conversation') return place.type
  const message = place.message === undefined ? '' : `/m/${place.message}`
  return `c/${place.conversation}${message}${place.details === true ? '/details' : ''}`
}

/** Anything that is not one of our addresses is home. */
export function hereOf(fragment: string): Here {
  const [path = '', mark] = fragment.replace(/^#\/?/, '').split('!')
  const match = /^t\/([1-9]\d{0,8})(?:\/|$)(.*)$/.exec(path)
  const team = match?.[1] === undefined ? {} : { team: Number(match[1]) }
  const overlay = overlays.find((each) => each === mark) ?? (namesOne(mark) ? mark : undefined)
  return { ...team, place: placeOf(match?.[2] ?? path), overlay }
}

/** Whether it is an overlay of one person, file or pad, and says which. */
function namesOne(mark: string | undefined): mark is Overlay {
  return comparedIn(mark) !== undefined || viewedIn(mark) !== undefined || padAt(mark) !== undefined
}

function isSearch(overlay: Overlay | undefined): boolean {
  return overlay === 'search' || overlay === 'search-here'
}

/** What shows a picture, a film or a recording of a message over everything. */
export function viewerOf({ conversation, message, place }: FilePlace): Overlay {
  return `view-${conversation}-${message}-${place}`
}

/** Which file an overlay shows. */
export function viewedIn(overlay: string | undefined): FilePlace | undefined {
  const match = /^view-([0-9a-f]{32})-([0-9a-f]{64})-(\d)$/.exec(overlay ?? '')
  if (match === null) return undefined
  const [, conversation, message, place] = match
  return { conversation: conversation as ConversationId, message: message as EntryHash, place: Number(place) }
}

/** A note or list of a conversation, over it. */
export function padOverlay({ conversation, pad }: InPad): Overlay {
  return `pad-${conversation}-${pad}`
}

/** Which pad an overlay shows. */
export function padAt(overlay: string | undefined): InPad | undefined {
  const match = /^pad-([0-9a-f]{32})-([0-9a-f]{32})$/.exec(overlay ?? '')
  return match === null ? undefined : { conversation: match[1] as ConversationId, pad: match[2] as PadId }
}

/** Whom an overlay compares with. */
export function comparedIn(overlay: string | undefined): MemberId | undefined {
  return /^verify-([0-9a-f]{32})$/.exec(overlay ?? '')?.[1] as MemberId | undefined
}

function placeOf(path: string): Place {
  if (path === 'add' || path === 'start' || path === 'join' || path === 'link' || path === 'restore')
    return { type: path }
  if (path === 'team' || path === 'settings' || path === 'privacy') return { type: path }
  const section = settingsSections.find((each) => path === `settings/${each}`)
  if (section !== undefined) return { type: 'settings', section }
  const match = /^c\/([0-9a-f]{32})(?:\/m\/([0-9a-f]{64}))?(\/details)?$/.exec(path)
  if (match === null) return { type: 'home' }
  const message = match[2] === undefined ? {} : { message: match[2] as EntryHash }
  const details = match[3] === undefined ? {} : { details: true }
  return { type: 'conversation', conversation: match[1] as ConversationId, ...message, ...details }
}
