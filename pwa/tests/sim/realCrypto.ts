// The app's own signing and sealing for the simulator, and the county's side of it with the private escrow key.
import { flattenedDecrypt, generalVerify, importJWK, type FlattenedJWE, type GeneralJWE, type GeneralJWS } from 'jose'
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

  async function open(sealed: string): Promise<Uint8Array | null> {
    const { recipients, ...whole } = JSON.parse(sealed) as Partial<GeneralJWE>
    const ours = recipients?.find(({ header }) => header?.kid === escrow.publicKey.kid)
    if (!ours) return null
    const key = await importJWK(escrow.privateKey, 'ECDH-ES+A256KW')
    const { plaintext } = await flattenedDecrypt({ ...whole, ...ours } as FlattenedJWE, key, { keyManagementAlgorithms: ['ECDH-ES+A256KW'] })
    return new TextEncoder().encode((JSON.parse(decoder.decode(plaintext)) as { record: string }).record)
  }

  async function verify(signed: Uint8Array, device: string): Promise<RecordBody | null> {
    const jws = JSON.parse(decoder.decode(signed)) as GeneralJWS
    const owner = signerOf(device)
    const pairs = [owner, officer].map(async (signer, place) => {
      const signature = jws.signatures[place]
      if (!signature) throw new Error('a signature is missing')
      return await generalVerify({ payload: jws.payload, signatures: [signature] }, await importJWK(signer.publicKey, 'ES256'))
    })
    return await Promise.all(pairs).then(
      () => readSigned(signed),
      () => null,
    )
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

  return { notaryOf, hash: sha256, open, verify }
}
