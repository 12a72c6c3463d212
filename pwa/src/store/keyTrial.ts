// An officer's keys tried before they count: some browsers lose keys they promised to keep, some locks answer differently twice.
import { randomBytes } from './bytes'
import { deviceDatabase, type OfficerRow } from './databases'
import { openRoundKey, sealRoundKey, unlockOfficer, type OfficerKeys } from './officerKeys'
import { newSealKey } from './sealing'

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
  const id = ['trial', 'draft', 0] as const
  await deviceDatabase.chunks.put({ round: id[0], kind: id[1], part: id[2], sealed: row.wrapped })
  const read = await deviceDatabase.chunks.get([...id])
  await deviceDatabase.chunks.delete([...id])
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
  const publicKey = await crypto.subtle.importKey('jwk', row.publicKeys.sign, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
  return await crypto.subtle.verify(SIGNATURE, publicKey, await crypto.subtle.sign(SIGNATURE, keys.sign.key, bytes), bytes)
}
