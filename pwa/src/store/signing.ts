// Records and checks signed (design §5): JWS by P-256 keys, each named by its thumbprint (RFC 7638).
import { calculateJwkThumbprint, CompactSign, GeneralSign } from 'jose'
import type { RecordBody } from '@/sync'
import { fromBase64Url, toBytes, toText } from './bytes'
import { deflate, inflate } from './deflate'

/** A private key that signs, and the name of its public half. */
export interface Signer {
  kid: string
  key: CryptoKey
}

/** How keys that sign are made and imported. */
export const SIGN: EcKeyImportParams = { name: 'ECDSA', namedCurve: 'P-256' }

/** What may be told of a pair: nothing private, and nothing of how this browser uses it. */
export function publicHalf({ kty = '', crv, x, y }: JsonWebKey): JsonWebKey & { kty: string } {
  return { kty, crv, x, y }
}

/** The name of a key: the thumbprint of its public half. */
export async function thumbprint(publicKey: JsonWebKey): Promise<string> {
  return await calculateJwkThumbprint(publicHalf(publicKey), 'sha256')
}

/**
 * The bytes of a record as both sign them: its JSON, deflated, in a JWS of two signatures. They never change afterwards: their
 * SHA-256 names the record, and the next one names that.
 */
export async function signRecord(body: RecordBody, device: Signer, officer: Signer): Promise<Uint8Array> {
  const packed = await deflate(toBytes(JSON.stringify(body)))
  const signed = await new GeneralSign(packed)
    .addSignature(device.key)
    .setProtectedHeader({ ...common(device), ...placeOf(body) })
    .addSignature(officer.key)
    .setProtectedHeader(common(officer))
    .sign()
  return toBytes(JSON.stringify(signed))
}

const common = ({ kid }: Signer) => ({ alg: 'ES256', typ: 'songka-record', kid })

/** What can be seen of a record without unpacking it; the server compares it with the body. */
function placeOf({ suite, epoch, seq, prev, type, schema, rules_edition: edition, build }: RecordBody) {
  return { suite, zip: 'DEF', epoch, seq, prev, type, schema, edition, build }
}

/** The body of signed bytes. Its signatures are the server's to check: what is read here was sealed by this device itself. */
export async function readSigned(signed: Uint8Array): Promise<RecordBody> {
  const { payload } = JSON.parse(toText(signed)) as { payload: string }
  return JSON.parse(toText(await inflate(fromBase64Url(payload)))) as RecordBody
}

/** What an officer agrees to beside the record's own officer. */
export interface CheckSaid {
  suite: 'intl-1'
  /** Makes this check good for one record. */
  nonce: string
  officer: string
  role: string
  items: string[]
  at: string
  type: string
  facts: Record<string, unknown>
}

/** An officer's own signature under a check. */
export async function signCheck(said: CheckSaid, officer: Signer): Promise<string> {
  return await new CompactSign(toBytes(JSON.stringify(said))).setProtectedHeader({ alg: 'ES256', typ: 'songka-check', kid: officer.kid }).sign(officer.key)
}
