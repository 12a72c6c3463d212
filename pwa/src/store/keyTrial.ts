// An officer's keys tried before they count: some browsers lose keys they promised to keep, some locks answer differently twice.
import { randomBytes } from './bytes'
import { deviceDatabase, type ChunkRow, type OfficerRow } from './databases'
import { openRoundKey, sealRoundKey, unlockOfficer, type OfficerKeys } from './officerKeys'
import { newSealKey } from './sealing'
import { SIGN } from './signing'

export type Trial = 'reopens' | 'seals' | 'signs'
export type Trials = Record<Trial, boolean>

const SIGNATURE: EcdsaParams = { name: 'ECDSA', hash: 'SHA-256' }

/** Keep the row, read it back, open it as after a restart, seal to it and open, sign and verify; the row does not stay. */
export async function tryKeys(row: OfficerRow, passphrase: string | null): Promise<Trials> {
  const keys = await readBack(row)
    .then((read) => unlockOfficer(read, passphrase))
    .catch(() => null)
  if (!keys) return { reopens: false, seals: false, signs: false }
  const [seals, signs] = await Promise.all([trySealing(row, keys).catch(() => false), trySigning(row, keys).catch(() => false)])
  return { reopens: true, seals, signs }
}

async function readBack(row: OfficerRow): Promise<OfficerRow> {
  const chunk: ChunkRow = { round: 'trial', kind: 'draft', part: 0, sealed: row.wrapped }
  const id: [string, string, number] = [chunk.round, chunk.kind, chunk.part]
  await deviceDatabase.chunks.put(chunk)
  const read = await deviceDatabase.chunks.get(id)
  await deviceDatabase.chunks.delete(id)
  if (!read) throw new Error('not kept')
  return { ...row, wrapped: read.sealed }
}

async function trySealing(row: OfficerRow, keys: OfficerKeys): Promise<boolean> {
  const key = await newSealKey()
  const opened = await openRoundKey(await sealRoundKey(key, row), keys.seal)
  const [one, other] = await Promise.all([key, opened].map((each) => crypto.subtle.exportKey('jwk', each)))
  return one?.k !== undefined && one.k === other?.k
}

async function trySigning(row: OfficerRow, keys: OfficerKeys): Promise<boolean> {
  const bytes = randomBytes(32) as BufferSource
  const publicKey = await crypto.subtle.importKey('jwk', row.publicKeys.sign, SIGN, false, ['verify'])
  return await crypto.subtle.verify(SIGNATURE, publicKey, await crypto.subtle.sign(SIGNATURE, keys.sign.key, bytes), bytes)
}
