// An officer's keys on this tablet (design §6): a printed passphrase opens the private half of a seal pair.
import { argon2id } from 'hash-wasm'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { policy } from '@/rules'
import { randomBytes, toBytes, toText } from './bytes'
import type { OfficerRow } from './databases'
import { importSealKey, open, seal, SealBroken } from './sealing'

// Without I, L, O, U: read aloud and typed in a village without mistakes. 8 characters = 40 bits.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const PASSPHRASE_LENGTH = 8
const PAIR: EcKeyGenParams = { name: 'ECDH', namedCurve: 'P-256' }

export type Kdf = OfficerRow['kdf']

/** Thrown when a passphrase does not open the officer's key. */
export class WrongPassphrase extends Error {
  constructor() {
    super('wrong_passphrase')
  }
}

/** A new passphrase as it is printed: XXXX-XXXX. */
export function newPassphrase(): string {
  const characters = Array.from(randomBytes(PASSPHRASE_LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length))
  return `${characters.slice(0, 4).join('')}-${characters.slice(4).join('')}`
}

/** Fold what people type: case, spaces, hyphens, and the letters that look like digits. */
export function normalisePassphrase(typed: string): string {
  const folded = typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return folded.replace(/O/g, '0').replace(/[IL]/g, '1').replace(/U/g, 'V')
}

export type Person = Pick<OfficerRow, 'id' | 'name' | 'organisation' | 'roles'>

/** A seal pair before it is wrapped: the private half is in memory and nowhere else. */
export interface SealPair {
  publicKey: JsonWebKey
  privateKey: JsonWebKey
}

/** Make a seal pair on this device. */
export async function newSealPair(): Promise<SealPair> {
  const pair = await crypto.subtle.generateKey(PAIR, true, ['deriveBits'])
  const [publicKey, privateKey] = await Promise.all([crypto.subtle.exportKey('jwk', pair.publicKey), crypto.subtle.exportKey('jwk', pair.privateKey)])
  return { publicKey, privateKey }
}

/** Wrap an officer's pair under their passphrase. */
export async function wrapSealPair(officer: Person, pair: SealPair, passphrase: string): Promise<OfficerRow> {
  const salt = randomBytes(16)
  const kdf = currentKdf()
  const wrappingKey = await officerKey(passphrase, salt, kdf)
  const wrappedPrivateKey = await seal(wrappingKey, `seal-private|${officer.id}`, toBytes(JSON.stringify(pair.privateKey)))
  return { ...officer, kdf, salt, publicKey: pair.publicKey, wrappedPrivateKey }
}

/** Make an officer's pair on this device and wrap its private half under the passphrase. */
export async function enrolOfficer(officer: Person, passphrase: string): Promise<OfficerRow> {
  return await wrapSealPair(officer, await newSealPair(), passphrase)
}

/** Open the officer's private half. Throws WrongPassphrase. */
export async function unlockOfficer(officer: OfficerRow, passphrase: string): Promise<JsonWebKey> {
  const key = await officerKey(passphrase, officer.salt, officer.kdf)
  try {
    return JSON.parse(toText(await open(key, `seal-private|${officer.id}`, officer.wrappedPrivateKey))) as JsonWebKey
  } catch (error) {
    if (error instanceof SealBroken) throw new WrongPassphrase()
    throw error
  }
}

/** Seal a round key to an officer. */
export async function sealRoundKey(roundKey: CryptoKey, officer: OfficerRow): Promise<string> {
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', roundKey))
  const header = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: officer.id } as const
  return await new CompactEncrypt(raw).setProtectedHeader(header).encrypt(officer.publicKey)
}

/** Open a round key with the officer's unlocked private half. */
export async function openRoundKey(wrap: string, privateKey: JsonWebKey): Promise<CryptoKey> {
  const { plaintext } = await compactDecrypt(wrap, privateKey)
  return await importSealKey(plaintext)
}

async function officerKey(passphrase: string, salt: Uint8Array, kdf: Kdf): Promise<CryptoKey> {
  const stretched = await argon2id({
    password: normalisePassphrase(passphrase),
    salt,
    memorySize: kdf.memoryKib,
    iterations: kdf.iterations,
    parallelism: kdf.parallelism,
    hashLength: 32,
    outputType: 'binary',
  })
  const base = await crypto.subtle.importKey('raw', stretched as BufferSource, 'HKDF', false, ['deriveKey'])
  const info = toBytes('songka|intl-1|officer-key') as BufferSource
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  return await crypto.subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

function currentKdf(): Kdf {
  const row = policy<{ memory_kib: number; iterations: number; parallelism: number }>('unlock.kdf')
  return { memoryKib: row.memory_kib, iterations: row.iterations, parallelism: row.parallelism }
}
