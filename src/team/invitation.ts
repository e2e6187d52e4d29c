// Owns an invitation's secret: the link that carries it and everything derived from it (I1, I2, I6).

import type { DeviceId, MemberId, TeamId } from '../base/ids.ts'
import type { RandomBytes } from '../base/random.ts'
import type { Result } from '../base/result.ts'

/** What a link is for: to join, to link a second device, to recover access (I1). */
export type LinkKind = 'invitation' | 'device' | 'recovery'

export interface Link {
  readonly kind: LinkKind
  readonly team: TeamId
  /** 16 random bytes. */
  readonly seed: Uint8Array
  /** Signaling addresses, at most four. */
  readonly hints: readonly string[]
  /** Whose device or access it is; undefined for an invitation. */
  readonly member: MemberId | undefined
}

export type LinkRefusal = 'link-malformed' | 'link-mistyped' | 'link-newer'

/** A fresh seed (I1). */
export declare function createLinkSeed(random: RandomBytes): Uint8Array

/** base64url(body ‖ check): what stands behind `#j=` (I1). */
export declare function encodeLink(link: Link): string

/** Reads a link text of a stranger (I1): 'link-newer' asks for a newer version of the app. */
export declare function decodeLink(text: string): Result<Link, LinkRefusal>

/** The shared secret of those who attend; the team's other members get only this (I2, C1 operation 12). */
export declare function lobbySecretOf(seed: Uint8Array, team: TeamId): Uint8Array

/** The key whose public half stands in `invite.create` (I2). */
export declare function inviteKeysOf(
  seed: Uint8Array,
  team: TeamId
): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array }

export interface LobbyKeys {
  /** Name of the y-webrtc room. */
  readonly room: string
  readonly password: string
  /** 32 bytes: seals records (I3). */
  readonly recordKey: Uint8Array
  readonly lobbySecret: Uint8Array
}

/** What a lobby is entered with (I2). */
export declare function lobbyKeysOf(lobbySecret: Uint8Array): LobbyKeys

/** 64 bytes: `sign(inviteKey, "join", teamId ‖ did)`, good for this device in this team only (I6). */
export declare function proveInvitation(seed: Uint8Array, team: TeamId, device: DeviceId): Uint8Array

/** Whether a proof holds for this device (I6, R8). */
export declare function verifyProof(
  invitePublic: Uint8Array,
  claim: { readonly team: TeamId; readonly device: DeviceId; readonly proof: Uint8Array }
): boolean
