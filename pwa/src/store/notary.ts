// The real notary of the sync core: this device's key and those of the officers who are unlocked (design §5, §6).
import { checkedFacts, type Approval } from '@/rules'
import type { Notary } from '@/sync'
import { sealAttachment } from './attachments'
import { newId, sha256 } from './bytes'
import { readDevice } from './device'
import { openRecord, sealRecord } from './envelope'
import { outboxKey, signerOf } from './keyring'
import { Locked } from './locked'
import { readSigned, signCheck, signRecord } from './signing'

export const notary: Notary = {
  sha256,
  sealAttachment,
  async sign(body) {
    const officer = signerOf(body.officer)
    if (!officer) throw new Locked()
    return await signRecord(body, (await device()).signer, officer)
  },
  async seal(signed, keys, round) {
    const { escrow } = await device()
    if (!escrow) throw new Error('the county has not told its key yet')
    return await sealRecord({ signed, keys }, escrow, round, await wrappingKey(round))
  },
  async open(sealed, round) {
    return await openRecord(sealed, round, await wrappingKey(round))
  },
  read: readSigned,
}

/** What a second person agrees to, before their signature. */
export type Check = Pick<Approval, 'officer' | 'role' | 'items' | 'at'>

/**
 * A second person's check, given on this device and signed by their own key over the facts of the record that it is about;
 * `record` holds at least those. Throws Locked when that person is not unlocked here.
 */
export async function approve(check: Check, type: string, record: unknown): Promise<Approval> {
  const signer = signerOf(check.officer)
  if (!signer) throw new Locked()
  const facts = checkedFacts(type, check.role, record)
  const signature = await signCheck({ suite: 'intl-1', nonce: newId(), ...check, type, facts }, signer)
  return { ...check, way: 'same_device', signature }
}

async function device() {
  const known = await readDevice()
  if (!known) throw new Error('this browser is not an enrolled device')
  return known
}

/** A round's records key as what wraps, each made once: hundreds of records are opened by the same one. */
const wrapping = new WeakMap<CryptoKey, Promise<CryptoKey>>()

async function wrappingKey(round: string): Promise<CryptoKey> {
  const key = outboxKey(round)
  if (!key) throw new Locked()
  const made = wrapping.get(key) ?? asWrapping(key)
  wrapping.set(key, made)
  return await made
}

async function asWrapping(key: CryptoKey): Promise<CryptoKey> {
  return await crypto.subtle.importKey('raw', await crypto.subtle.exportKey('raw', key), 'AES-KW', false, ['wrapKey', 'unwrapKey'])
}
