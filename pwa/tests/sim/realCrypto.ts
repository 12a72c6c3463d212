// The app's own signing and sealing for the simulator, and the county's side of it with the private escrow key.
import { flattenedDecrypt, generalVerify, importJWK, type FlattenedJWE, type GeneralJWE, type GeneralJWS, type JWK } from 'jose'
import { sealAttachment } from '@/store/attachments'
import { sha256 } from '@/store/bytes'
import { openRecord, sealRecord } from '@/store/envelope'
import { readSigned, signRecord } from '@/store/signing'
import { testEscrow, testRecordsKey, testSigner } from '@/store/testKeys'
import type { Notary, RecordBody } from '@/sync'
import type { Cryptography } from './crypto'

const decoder = new TextDecoder()

/** Keys of two tablets with an officer each, and of the county. */
export async function realCryptography(devices: readonly string[]): Promise<Cryptography> {
  const [escrow, officer, recordsKey] = await Promise.all([testEscrow(), testSigner(), testRecordsKey(new Uint8Array(32).fill(7))])
  const signers = new Map(await Promise.all(devices.map(async (device) => [device, await testSigner()] as const)))

  function signerOf(device: string) {
    const signer = signers.get(device)
    if (!signer) throw new Error(`no keys for ${device}`)
    return signer
  }

  async function verify(signed: Uint8Array, device: string): Promise<RecordBody | null> {
    return await verified(signed, [signerOf(device).publicKey, officer.publicKey])
  }

  function notaryOf(device: string): Notary {
    return {
      sha256,
      sealAttachment,
      sign: (body) => signRecord(body, signerOf(device), officer),
      seal: (signed, keys, round) => sealRecord({ signed, keys }, escrow.publicKey, round, recordsKey),
      open: (sealed, round) => openRecord(sealed, round, recordsKey),
      read: readSigned,
    }
  }

  return { notaryOf, hash: sha256, open: (sealed) => openedBy(escrow, sealed), verify }
}

/** The body of a record that was signed by these keys in this order, or null where it was not. */
export async function verified(signed: Uint8Array, keys: readonly JsonWebKey[]): Promise<RecordBody | null> {
  const jws = JSON.parse(decoder.decode(signed)) as GeneralJWS
  const pairs = keys.map(async (key, place) => {
    const signature = jws.signatures[place]
    if (!signature) throw new Error('a signature is missing')
    return await generalVerify({ payload: jws.payload, signatures: [signature] }, await importJWK(key as JWK, 'ES256'))
  })
  return await Promise.all(pairs).then(
    () => readSigned(signed),
    () => null,
  )
}

type Escrow = Awaited<ReturnType<typeof testEscrow>>

/** The signed bytes of a sealed text, as the county opens it; null where it is not sealed to the county. */
export async function openedBy(escrow: Escrow, sealed: string): Promise<Uint8Array | null> {
  const { recipients, ...whole } = JSON.parse(sealed) as Partial<GeneralJWE>
  const ours = recipients?.find(({ header }) => header?.kid === escrow.publicKey.kid)
  if (!ours) return null
  const key = await importJWK(escrow.privateKey, 'ECDH-ES+A256KW')
  const { plaintext } = await flattenedDecrypt({ ...whole, ...ours } as FlattenedJWE, key, { keyManagementAlgorithms: ['ECDH-ES+A256KW'] })
  return new TextEncoder().encode((JSON.parse(decoder.decode(plaintext)) as { record: string }).record)
}
