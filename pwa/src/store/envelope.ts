// A signed record in its envelope (design §5): readable by the county and by the officers of its round, and by nobody else.
import { flattenedDecrypt, GeneralEncrypt, type GeneralJWE, type JWK } from 'jose'
import type { AttachmentKeys } from '@/sync'
import { toBytes, toText } from './bytes'
import { SealBroken } from './sealing'
import { publicHalf } from './signing'

export interface Enveloped {
  signed: Uint8Array
  keys: AttachmentKeys
}

/** The county's public key under which records are sealed to it. */
export type EscrowKey = JWK & { kid: string }

/** What either side inflates at most; nothing longer is deflated. */
const LONGEST_DEFLATED = 200_000

/** Seal to the county and to the round's officers, who share `recordsKey` (AES-KW). */
export async function sealRecord({ signed, keys }: Enveloped, escrow: EscrowKey, round: string, recordsKey: CryptoKey): Promise<string> {
  const inner = toBytes(JSON.stringify({ record: toText(signed), keys }))
  const sealed = await new GeneralEncrypt(inner)
    .setProtectedHeader({ enc: 'A256GCM', typ: 'songka-sealed', suite: 'intl-1', ...(inner.length <= LONGEST_DEFLATED && { zip: 'DEF' }) })
    .addRecipient(publicHalf(escrow))
    .setUnprotectedHeader({ alg: 'ECDH-ES+A256KW', kid: escrow.kid })
    .addRecipient(recordsKey)
    .setUnprotectedHeader({ alg: 'A256KW', kid: roundKid(round) })
    .encrypt()
  return JSON.stringify(sealed)
}

/** Open as an officer of the round. Throws SealBroken: another round's key, or changed bytes. */
export async function openRecord(sealed: string, round: string, recordsKey: CryptoKey): Promise<Enveloped> {
  const { recipients, ...whole } = JSON.parse(sealed) as GeneralJWE
  const ours = recipients.find(({ header }) => header?.kid === roundKid(round))
  if (!ours) throw new SealBroken()
  const opened = await flattenedDecrypt({ ...whole, ...ours }, recordsKey, { keyManagementAlgorithms: ['A256KW'] }).catch(() => {
    throw new SealBroken()
  })
  const { record, keys } = JSON.parse(toText(opened.plaintext)) as { record: string; keys: AttachmentKeys }
  return { signed: toBytes(record), keys }
}

const roundKid = (round: string): string => `round:${round}`
