// Records that both sides can read: made here once, opened here and by the server (tests/server/sync).
// They are made anew with WRITE_VECTORS=1 in the environment, when the wire gets a new version.
import { mkdirSync, writeFileSync } from 'node:fs'
import { compactVerify, generalDecrypt, generalVerify, importJWK, type GeneralJWE, type GeneralJWS, type JWK } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkedFacts } from '@/rules'
import { openAttachment } from './attachments'
import { fromBase64Url, sha256, toBytes, toText } from './bytes'
import { openRecord } from './envelope'
import { SealBroken } from './sealing'
import { readSigned } from './signing'
import { testRecordsKey } from './testKeys'
import { makeVectors, type Vector } from './testVectors'

const folder = new URL('../../../tests/vectors/records/', import.meta.url)
const found = () => Object.values(import.meta.glob<Vector>('../../../tests/vectors/records/*.json', { eager: true, import: 'default' }))

if (process.env['WRITE_VECTORS']) {
  mkdirSync(folder, { recursive: true })
  for (const vector of await makeVectors()) writeFileSync(new URL(`${vector.name}.json`, folder), `${JSON.stringify(vector, null, 1)}\n`)
}

describe.each(found())('the record $name', (vector) => {
  let recordsKey: CryptoKey
  beforeAll(async () => {
    recordsKey = await testRecordsKey(fromBase64Url(vector.records_key))
  })

  it('opens with the round’s key to the bytes that were signed', async () => {
    expect(await sha256(toBytes(vector.sealed))).toBe(vector.sealed_sha256)
    const { signed } = await openRecord(vector.sealed, vector.body.round, recordsKey)
    expect(toText(signed)).toBe(vector.signed)
    expect(await sha256(signed)).toBe(vector.hash)
    expect(await readSigned(signed)).toEqual(vector.body)
  })

  it('opens with the county’s key to the same', async () => {
    const opened = await generalDecrypt(JSON.parse(vector.sealed) as GeneralJWE, await importJWK(vector.escrow as JWK, 'ECDH-ES+A256KW'))
    expect((JSON.parse(toText(opened.plaintext)) as { record: string }).record).toBe(vector.signed)
  })

  it('does not open with another round’s key, nor as another round’s record', async () => {
    const other = await testRecordsKey(new Uint8Array(32))
    await expect(openRecord(vector.sealed, vector.body.round, other)).rejects.toThrow(SealBroken)
    await expect(openRecord(vector.sealed, 'another', recordsKey)).rejects.toThrow(SealBroken)
  })

  it('is signed by the device and by the officer, and its checks by who checked', async () => {
    const [device, officer] = await Promise.all([vector.device, vector.officer].map(({ public_key: key }) => importJWK(key as JWK, 'ES256')))
    const jws = JSON.parse(vector.signed) as GeneralJWS
    for (const [place, key] of [device, officer].entries()) {
      const signature = jws.signatures[place]
      if (!signature || !key) throw new Error('a signature is missing')
      await generalVerify({ payload: jws.payload, signatures: [signature] }, key)
    }
    for (const { signature, role } of vector.body.approvals) {
      const { payload } = await compactVerify(signature ?? '', await importJWK(vector.manager.public_key as JWK, 'ES256'))
      expect((JSON.parse(toText(payload)) as { facts: unknown }).facts).toEqual(checkedFacts(vector.body.type, role, vector.body))
    }
  })

  it('gives its attachments back', async () => {
    const { keys } = await openRecord(vector.sealed, vector.body.round, recordsKey)
    for (const one of vector.attachments) {
      const sealedBytes = fromBase64Url(one.sealed_bytes)
      expect(await sha256(sealedBytes)).toBe(one.sealed)
      expect(await sha256(await openAttachment(sealedBytes, one.sha256, keys[one.sealed] ?? ''))).toBe(one.sha256)
    }
  })
})
