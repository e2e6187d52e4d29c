// Window. Owns the talk with an authenticator: a passkey made for this device, and the secret its PRF gives back (A3). The secret goes to
// the worker once and is kept nowhere; the passkey carries no name of a person or a team.

import { err, ok, type Result } from '../base/result.ts'
import type { PasskeyHandle } from '../node/api-host.ts'

/** 'passkey-cancelled': the person, or the browser in their name. 'passkey-without-secret': this authenticator has no PRF. */
export type PasskeyFailure = 'passkey-cancelled' | 'passkey-without-secret'

export interface Passkeys {
  /** Whether this browser can do it at all; where it cannot, nobody is offered it. */
  possible(): Promise<boolean>
  create(): Promise<Result<PasskeyHandle & { readonly output: Uint8Array }, PasskeyFailure>>
  /** The 32 bytes of the passkey's PRF. */
  ask(handle: PasskeyHandle): Promise<Result<Uint8Array, PasskeyFailure>>
}

const waitMs = 60_000

export function createPasskeys(): Passkeys {
  const ask = async ({ credentialId, prfSalt }: PasskeyHandle): Promise<Result<Uint8Array, PasskeyFailure>> => {
    const credential = await answered(
      navigator.credentials.get({
        publicKey: {
          challenge: randomBytes(32),
          timeout: waitMs,
          userVerification: 'required',
          allowCredentials: [{ type: 'public-key', id: new Uint8Array(credentialId) }],
          extensions: { prf: { eval: { first: new Uint8Array(prfSalt) } } }
        }
      })
    )
    if (!credential.ok) return credential
    const output = credential.value.getClientExtensionResults().prf?.results?.first
    const bytes = output === undefined ? undefined : bytesOf(output)
    return bytes?.length === 32 ? ok(bytes) : err('passkey-without-secret')
  }

  return {
    possible,
    create: async () => {
      const credential = await answered(
        navigator.credentials.create({
          publicKey: {
            rp: { name: 'Flurfunk' },
            user: { id: randomBytes(16), name: 'Flurfunk', displayName: 'Flurfunk' },
            challenge: randomBytes(32),
            timeout: waitMs,
            pubKeyCredParams: [
              { type: 'public-key', alg: -7 },
              { type: 'public-key', alg: -8 },
              { type: 'public-key', alg: -257 }
            ],
            authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
            attestation: 'none',
            extensions: { prf: {} }
          }
        })
      )
      if (!credential.ok) return credential
      if (credential.value.getClientExtensionResults().prf?.enabled !== true) return err('passkey-without-secret')
      const handle = { credentialId: new Uint8Array(credential.value.rawId), prfSalt: randomBytes(32) }
      const output = await ask(handle)
      return output.ok ? ok({ ...handle, output: output.value }) : output
    },
    ask
  }
}

async function possible(): Promise<boolean> {
  if (!('PublicKeyCredential' in globalThis) || !('credentials' in navigator)) return false
  try {
    // Who cannot tell what it can do is from before PRF was common, and is not offered.
    const capabilities = await PublicKeyCredential.getClientCapabilities?.()
    return capabilities?.['extension:prf'] === true
  } catch {
    return false
  }
}

async function answered(asked: Promise<Credential | null>): Promise<Result<PublicKeyCredential, PasskeyFailure>> {
  try {
    const credential = await asked
    return credential instanceof PublicKeyCredential ? ok(credential) : err('passkey-cancelled')
  } catch {
    // Every refusal of the browser comes as an exception, and most are deliberately without a reason.
    return err('passkey-cancelled')
  }
}

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}

function bytesOf(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source).slice()
}
