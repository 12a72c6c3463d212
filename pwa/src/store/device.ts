// This device: who it is, which officers are on it, what its storage promises.
import { CompactSign } from 'jose'
import { toBytes } from './bytes'
import { beginNextChain } from './chain'
import { deviceDatabase, type DeviceRow, type OfficerRow } from './databases'
import type { EscrowKey } from './envelope'
import { publicHalf, SIGN, thumbprint, type Signer } from './signing'

export async function readDevice(): Promise<DeviceRow | null> {
  return (await deviceDatabase.device.get('device')) ?? null
}

export type NewDevice = Required<Omit<DeviceRow, 'key' | 'revokedAt'>>

/** Keep who this browser is. Strict durability: a power cut right after enrolment must not undo it. */
export async function writeDevice(device: NewDevice): Promise<void> {
  const known = await readDevice()
  if (known && known.id !== device.id) await leaveDevice()
  await deviceDatabase.device.put({ key: 'device', ...device, revokedAt: null })
}

/** The browser becomes another device: officers and rounds of the old one go, and its chain ends. Its queue must be empty. */
async function leaveDevice(): Promise<void> {
  await Promise.all([deviceDatabase.officers.clear(), deviceDatabase.rounds.clear(), deviceDatabase.chunks.clear()])
  await beginNextChain()
}

/** The county has shut this device out. */
export async function noteRevoked(): Promise<void> {
  await deviceDatabase.device.update('device', { revokedAt: new Date().toISOString() })
}

/** A pair of this device's own, whose private half no script can read; the public half goes to the server at enrolment. */
export async function newDeviceKey(): Promise<{ signer: Signer; publicKey: JsonWebKey }> {
  const pair = await crypto.subtle.generateKey(SIGN, false, ['sign', 'verify'])
  const publicKey = publicHalf(await crypto.subtle.exportKey('jwk', pair.publicKey))
  return { signer: { kid: await thumbprint(publicKey), key: pair.privateKey }, publicKey }
}

/** Sign what the server asked this device to sign; null where the browser is no device. */
export async function signChallenge(challenge: string): Promise<string | null> {
  const signer = (await readDevice())?.signer
  if (!signer) return null
  return await new CompactSign(toBytes(challenge)).setProtectedHeader({ alg: 'ES256', typ: 'songka-proof' }).sign(signer.key)
}

/** What this device says of a rescue file, signed by itself; nobody needs to be unlocked. Throws where it has lost its key. */
export async function signManifest(text: string): Promise<string> {
  const signer = (await readDevice())?.signer
  if (!signer) throw new Error('this browser has no key of a device')
  return await new CompactSign(toBytes(text)).setProtectedHeader({ alg: 'ES256', typ: 'songka-rescue', kid: signer.kid }).sign(signer.key)
}

/** The county has a newer key to seal to, and its statement of it was checked. */
export async function keepEscrow(escrow: EscrowKey): Promise<void> {
  await deviceDatabase.device.update('device', { escrow })
}

export async function listOfficers(): Promise<OfficerRow[]> {
  return await deviceDatabase.officers.toArray()
}

export interface StorageReport {
  persisted: boolean
  /** Bytes this origin may still use; null where the browser does not say. */
  free: number | null
}

/** Ask the browser to keep our data, and say what it promises. */
export async function askToPersist(): Promise<StorageReport> {
  const persisted = (await navigator.storage.persisted()) || (await navigator.storage.persist())
  const { quota, usage } = await navigator.storage.estimate()
  return { persisted, free: quota === undefined ? null : quota - (usage ?? 0) }
}

/** Whether a transaction asked to be strict is: complete only when it is on the disk. */
export async function keepsStrictly(): Promise<boolean> {
  await deviceDatabase.open()
  const transaction = deviceDatabase.backendDB().transaction('device', 'readonly', { durability: 'strict' })
  return transaction.durability === 'strict'
}
