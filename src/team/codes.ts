// Owns the codes that people compare (D4): digits for a device. Knows no screen and no marks.

import { encodeCbor, type Cbor } from '../base/codec.ts'
import { idBytes, type DeviceId, type TeamId } from '../base/ids.ts'
import { hash } from '../crypto/hash.ts'

/** 24 digits for a device (D4). */
export function deviceCode(team: TeamId, device: DeviceId): string {
  return codeOf(['device', idBytes(team), idBytes(device)])
}

/** First 16 bytes of `H("code", x)` as an integer mod 10^24 (D4). */
function codeOf(value: Cbor): string {
  let number = 0n
  for (const byte of hash('code', encodeCbor(value)).subarray(0, 16)) number = (number << 8n) | BigInt(byte)
  return (number % 10n ** 24n).toString().padStart(24, '0')
}
