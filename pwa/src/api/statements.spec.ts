import { CompactSign } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { escrowIn, historyIn } from './syncServer'

const escrow = { kid: 'newest', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }
const history = { device: 'tablet', lineage: 'l', safe: 7, at: '2026-11-27T00:00:00Z' }
let county: CryptoKeyPair
let publicKey: JsonWebKey

const newPair = async () => (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']))

async function said(what: object, typ: string, by: CryptoKey = county.privateKey): Promise<string> {
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(what))).setProtectedHeader({ alg: 'ES256', typ }).sign(by)
}

beforeAll(async () => {
  county = await newPair()
  publicKey = await crypto.subtle.exportKey('jwk', county.publicKey)
})

describe('T7: what the county says under its receipt key', () => {
  it('T7: changes the key that records are sealed to, to the newest', async () => {
    const statement = await said({ device: 'tablet', keys: [escrow, { ...escrow, kid: 'older' }] }, 'songka-escrow')
    expect(await escrowIn(statement, publicKey, 'tablet')).toEqual(escrow)
  })

  it('T7: changes nothing when it was signed by another, about something else, or for another device', async () => {
    const keys = [escrow]
    const strangers = (await newPair()).privateKey
    for (const statement of [
      await said({ device: 'tablet', keys }, 'songka-escrow', strangers),
      await said({ device: 'tablet', keys }, 'songka-receipt'),
      await said({ device: 'other', keys }, 'songka-escrow'),
      await said({ device: 'tablet', keys: [] }, 'songka-escrow'),
      'no statement',
    ]) {
      expect(await escrowIn(statement, publicKey, 'tablet')).toBeNull()
    }
  })

  it('T7: lets records go only by a history of its own to this device', async () => {
    expect(await historyIn(await said(history, 'songka-history'), publicKey, 'tablet')).toMatchObject({ lineage: 'l', safe: 7 })
    expect(await historyIn(await said(history, 'songka-escrow'), publicKey, 'tablet')).toBeNull()
    expect(await historyIn(await said(history, 'songka-history'), publicKey, 'other')).toBeNull()
  })
})
