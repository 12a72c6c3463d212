// Six digits that lock a screen again while the keys are in memory. They protect nothing on a disk, so nothing of them is kept.
import { randomBytes, sha256, toBytes } from './bytes'

export interface Pin {
  salt: Uint8Array
  hash: string
}

export async function makePin(digits: string): Promise<Pin> {
  const salt = randomBytes(16)
  return { salt, hash: await hashOf(salt, digits) }
}

export async function pinIs(pin: Pin, digits: string): Promise<boolean> {
  return (await hashOf(pin.salt, digits)) === pin.hash
}

async function hashOf(salt: Uint8Array, digits: string): Promise<string> {
  return await sha256(new Uint8Array([...salt, ...toBytes(digits)]))
}
