// Owns what the app says of itself: whom it has spoken to since it was opened. Part of the api (api.ts).

/** One connection that this page opened, noted where the browser opens it. */
export interface ConnectionNote {
  readonly id: number
  /** What it is for; `other`: nothing in Flurfunk says what, which nobody should ever see. */
  readonly reason: 'signaling' | 'relay' | 'device' | 'lobby' | 'other'
  /** Host and port as in an address; empty for a direct connection, which has none. */
  readonly host: string
  readonly since: number
  readonly until: number | undefined
  /** Bytes of what was said; undefined while nobody counts them: a direct connection tells only while it lives. */
  readonly sent: number | undefined
  readonly received: number | undefined
}

export interface ConnectionsView {
  /** When this page began to look. */
  readonly since: number
  /** Newest first. */
  readonly notes: readonly ConnectionNote[]
  /** Ended ones that there was no room for. */
  readonly forgotten: number
  /** What was fetched, by host: the files of the app. */
  readonly fetched: readonly { readonly host: string; readonly count: number; readonly bytes: number }[]
}

export interface ConnectionsApi {
  look(): Promise<ConnectionsView>
}
