// Throw-away keys that the specs of this folder share.
import { newDeviceKey, type NewDevice } from './device'
import type { OfficerRow } from './databases'
import { newOfficerPairs, passphraseOpener, wrapPairs, type Person } from './officerKeys'
import { thumbprint, type Signer } from './signing'

export interface TestSigner extends Signer {
  publicKey: JsonWebKey
}

export async function testSigner(): Promise<TestSigner> {
  const { signer, publicKey } = await newDeviceKey()
  return { ...signer, publicKey }
}

/** The county's escrow pair, as a server would keep it. */
export async function testEscrow(): Promise<{ publicKey: JsonWebKey & { kid: string; kty: string }; privateKey: JsonWebKey & { kid: string; kty: string } }> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
  const { kty = '', crv, x, y, d } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const kid = await thumbprint({ kty, crv, x, y })
  return { publicKey: { kid, kty, crv, x, y }, privateKey: { kid, kty, crv, x, y, d } }
}

/** A round's records key as the keyring holds it. */
export async function testRecordsKey(raw: Uint8Array): Promise<CryptoKey> {
  return await crypto.subtle.importKey('raw', raw as BufferSource, 'AES-KW', true, ['wrapKey', 'unwrapKey'])
}

/** An officer as they are after they joined by a printed passphrase. */
export async function testOfficer(person: Person, passphrase: string): Promise<OfficerRow> {
  return await wrapPairs(person, await newOfficerPairs(), await passphraseOpener(passphrase))
}

export async function testDevice(): Promise<NewDevice> {
  const [signer, escrow] = [await testSigner(), await testEscrow()]
  return { id: 'tablet', name: '平板 1', kind: 'tablet', lineage: 'l', receiptKey: {}, escrow: escrow.publicKey, signer: { kid: signer.kid, key: signer.key } }
}
