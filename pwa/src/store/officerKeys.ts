// An officer's keys on this tablet (design §6): two pairs made here, whose private halves are wrapped together under the
// officer key. That key comes of the device's own lock (WebAuthn PRF) or of a printed passphrase, and is never stored.
import { CompactEncrypt, compactDecrypt } from 'jose'
import { randomBytes, toBytes, toText } from './bytes'
import type { OfficerRow, Unlock } from './databases'
import { askPasskey } from './passkey'
import { currentKdf, stretch } from './passphrase'
import { importSealKey, open, seal, SealBroken } from './sealing'
import { publicHalf, SIGN, thumbprint, type Signer } from './signing'

const SEAL: EcKeyImportParams = { name: 'ECDH', namedCurve: 'P-256' }

/** Thrown when a passphrase, or what the device's lock gave, does not open the officer's keys. */
export class WrongPassphrase extends Error {
  constructor() {
    super('wrong_passphrase')
  }
}

export type Person = Pick<OfficerRow, 'id' | 'name' | 'organisation' | 'roles'>

interface Pair {
  publicKey: JsonWebKey
  privateKey: JsonWebKey
}

/** An officer's pairs before they are wrapped: the private halves are in memory and nowhere else. */
export interface OfficerPairs {
  seal: Pair
  sign: Pair
}

/** An officer's keys while they are unlocked: in memory, and no script can read them out. */
export interface OfficerKeys {
  seal: CryptoKey
  sign: Signer
}

/** What opens an officer's keys: how it is asked for next time, and its 32 bytes now. */
export interface Opener {
  unlock: Unlock
  secret: Uint8Array
}

/** Make an officer's two pairs on this device. */
export async function newOfficerPairs(): Promise<OfficerPairs> {
  const [seal, sign] = await Promise.all([newPair(SEAL, ['deriveBits']), newPair(SIGN, ['sign', 'verify'])])
  return { seal, sign }
}

async function newPair(algorithm: EcKeyGenParams, usages: KeyUsage[]): Promise<Pair> {
  const pair = await crypto.subtle.generateKey(algorithm, true, usages)
  const [publicKey, privateKey] = await Promise.all([crypto.subtle.exportKey('jwk', pair.publicKey), crypto.subtle.exportKey('jwk', pair.privateKey)])
  return { publicKey: publicHalf(publicKey), privateKey }
}

/** The opener of a printed passphrase. */
export async function passphraseOpener(passphrase: string): Promise<Opener> {
  const [salt, kdf] = [randomBytes(16), currentKdf()]
  return { unlock: { way: 'passphrase', kdf, salt }, secret: await stretch(passphrase, salt, kdf) }
}

/** Wrap an officer's pairs under what opens them. */
export async function wrapPairs(officer: Person, pairs: OfficerPairs, { unlock, secret }: Opener): Promise<OfficerRow> {
  const privateKeys = { seal: pairs.seal.privateKey, sign: pairs.sign.privateKey }
  const wrapped = await seal(await officerKey(secret), label(officer.id), toBytes(JSON.stringify(privateKeys)))
  return { ...officer, unlock, publicKeys: { seal: pairs.seal.publicKey, sign: pairs.sign.publicKey }, wrapped }
}

/**
 * Open an officer's keys, by the passphrase or by the device's own lock, which asks for itself.
 *
 * Throws WrongPassphrase; PasskeyRefused where the device's lock gave nothing.
 */
export async function unlockOfficer(officer: OfficerRow, passphrase: string | null): Promise<OfficerKeys> {
  const { unlock } = officer
  const secret = unlock.way === 'prf' ? await askPasskey(unlock) : await stretch(passphrase ?? '', unlock.salt, unlock.kdf)
  const keys = await unwrap(officer, await officerKey(secret))
  const [sealKey, signKey] = await Promise.all([
    crypto.subtle.importKey('jwk', keys.seal, SEAL, false, ['deriveBits']),
    crypto.subtle.importKey('jwk', keys.sign, SIGN, false, ['sign']),
  ])
  return { seal: sealKey, sign: { kid: await thumbprint(officer.publicKeys.sign), key: signKey } }
}

async function unwrap(officer: OfficerRow, key: CryptoKey): Promise<{ seal: JsonWebKey; sign: JsonWebKey }> {
  try {
    return JSON.parse(toText(await open(key, label(officer.id), officer.wrapped))) as { seal: JsonWebKey; sign: JsonWebKey }
  } catch (error) {
    if (error instanceof SealBroken) throw new WrongPassphrase()
    throw error
  }
}

/** Seal a round key to an officer. */
export async function sealRoundKey(roundKey: CryptoKey, officer: OfficerRow): Promise<string> {
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', roundKey))
  const header = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: officer.id } as const
  return await new CompactEncrypt(raw).setProtectedHeader(header).encrypt(officer.publicKeys.seal)
}

/** Open a round key with the officer's unlocked seal key. */
export async function openRoundKey(wrap: string, sealKey: CryptoKey): Promise<CryptoKey> {
  const { plaintext } = await compactDecrypt(wrap, sealKey)
  return await importSealKey(plaintext)
}

async function officerKey(secret: Uint8Array): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret as BufferSource, 'HKDF', false, ['deriveKey'])
  const info = toBytes('songka|intl-1|officer-key') as BufferSource
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  return await crypto.subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

const label = (officerId: string): string => `officer-private|${officerId}`
