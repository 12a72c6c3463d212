// The packed round: sealed parts on the disk, the roster in memory while unlocked.
import { readBundle, type BundleHeader, type BundlePerson, type DownloadPorts } from '@/sync'
import { deviceDatabase, type Forgotten, type OfficerRow, type RoundLabel, type RoundRow, type RoundTold } from './databases'
import { close, dropRosterKey, holdRoundKeys, outboxKey, roundKey } from './keyring'
import { sealRoundKey } from './officerKeys'
import { Locked } from './locked'
import { newSealKey, open, seal } from './sealing'
import { thumbprint } from './signing'

export interface Roster {
  header: BundleHeader
  /** A portrait's bytes (JPEG or PNG), or null: then compare ID card, card face and person. */
  portrait: (person: BundlePerson) => Uint8Array | null
}

export interface NewRound {
  id: string
  leaseId: string
  expiresAt: string
  label?: RoundLabel
}

/**
 * Prepare to pack: make the round's keys and seal them to each of its officers on this tablet. A round packed anew keeps
 * the key of its records. Throws Locked when that key exists and nobody has it open.
 */
export async function beginRound(round: NewRound, officers: OfficerRow[]): Promise<void> {
  const known = await deviceDatabase.rounds.get(round.id)
  if (known && known.leaseId === round.leaseId && !known.forgotten) return
  const keys = { roster: await newSealKey(), outbox: known ? requireKey(known.id, outboxKey) : await newSealKey() }
  const wraps: Record<string, string> = {}
  const outboxWraps: Record<string, string> = { ...known?.outboxWraps }
  for (const officer of officers) {
    wraps[officer.id] = await sealRoundKey(keys.roster, officer)
    outboxWraps[officer.id] = await sealRoundKey(keys.outbox, officer)
  }
  holdRoundKeys(round.id, keys)
  const row: RoundRow = { ...round, etag: null, complete: false, packedAt: null, wraps, outboxWraps }
  await deviceDatabase.transaction('rw', [deviceDatabase.rounds, deviceDatabase.chunks], async () => {
    await chunksOf(round.id, 'bundle').delete()
    await deviceDatabase.rounds.put(row)
  })
}

/**
 * An officer works on this tablet, by new pairs: every key of a round that is in memory and was theirs before is sealed to
 * the new one. Both go to the disk together or not at all: until then the old pairs open what they opened (fault C19).
 */
export async function joinOfficer(officer: OfficerRow): Promise<void> {
  const rows = await deviceDatabase.rounds.toArray()
  const wrapped = await Promise.all(
    rows.map(async ({ id, wraps, outboxWraps }) => ({
      id,
      wraps: await resealed(wraps, roundKey(id), officer),
      outboxWraps: await resealed(outboxWraps, outboxKey(id), officer),
    })),
  )
  await deviceDatabase.transaction('rw', [deviceDatabase.officers, deviceDatabase.rounds], async () => {
    await deviceDatabase.officers.put(officer)
    for (const { id, wraps, outboxWraps } of wrapped) await deviceDatabase.rounds.update(id, { wraps, outboxWraps })
  })
}

async function resealed(wraps: Record<string, string>, key: CryptoKey | undefined, officer: OfficerRow): Promise<Record<string, string>> {
  if (!key || !(officer.id in wraps)) return wraps
  return { ...wraps, [officer.id]: await sealRoundKey(key, officer) }
}

/**
 * Officers leave this tablet because the county says so: their pairs go, and with them every key of a round that was sealed
 * to them (T2). The queue stays: it leaves without anybody's keys. A pair goes by the name of its signing half, so that one
 * made since stays. Returns who had to go.
 */
export async function dropOfficers(kids: ReadonlySet<string>): Promise<string[]> {
  const rows = await deviceDatabase.officers.toArray()
  const named = await Promise.all(rows.map(async (row) => ({ id: row.id, x: row.publicKeys.sign.x, kid: await thumbprint(row.publicKeys.sign) })))
  const gone = await deviceDatabase.transaction('rw', [deviceDatabase.officers, deviceDatabase.rounds], async () => {
    const ids: string[] = []
    for (const { id, x } of named.filter(({ kid }) => kids.has(kid))) if ((await deviceDatabase.officers.get(id))?.publicKeys.sign.x === x) ids.push(id)
    if (ids.length === 0) return ids
    await deviceDatabase.officers.bulkDelete(ids)
    await deviceDatabase.rounds.toCollection().modify((row) => {
      row.wraps = without(row.wraps, ids)
      row.outboxWraps = without(row.outboxWraps, ids)
    })
    return ids
  })
  if (gone.length > 0) await close(...gone)
  return gone
}

function without(wraps: Record<string, string>, officerIds: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(wraps).filter(([id]) => !officerIds.includes(id)))
}

/**
 * Wipe what a round brought along: its parts, its draft, and every wrap of the key they are sealed under (4.2). The sealed
 * records stay and so does their key: they still have to reach the county. Again is harmless. True when there was something.
 */
export async function forgetRound(roundId: string, why: Forgotten): Promise<boolean> {
  dropRosterKey(roundId)
  return await deviceDatabase.transaction('rw', [deviceDatabase.rounds, deviceDatabase.chunks], async () => {
    const row = await deviceDatabase.rounds.get(roundId)
    if (!row || row.forgotten) return false
    await chunksOf(roundId, 'bundle').delete()
    await chunksOf(roundId, 'draft').delete()
    const forgotten = { why, at: new Date().toISOString(), seen: false }
    await deviceDatabase.rounds.update(roundId, { complete: false, etag: null, wraps: {}, forgotten })
    return true
  })
}

/** Keep what was told of a round after it was packed; true when it is news. A round that is not here stays unknown. */
export async function noteRoundTold(roundId: string, told: RoundTold): Promise<boolean> {
  return await deviceDatabase.transaction('rw', deviceDatabase.rounds, async () => {
    const row = await deviceDatabase.rounds.get(roundId)
    const next = { ...row?.told, ...told }
    if (!row || JSON.stringify(next) === JSON.stringify(row.told)) return false
    await deviceDatabase.rounds.update(roundId, { told: next })
    return true
  })
}

/** Somebody has read that a roster was wiped. */
export async function noteForgottenSeen(roundId: string): Promise<void> {
  const row = await deviceDatabase.rounds.get(roundId)
  if (row?.forgotten) await deviceDatabase.rounds.update(roundId, { forgotten: { ...row.forgotten, seen: true } })
}

/** Where the parts of a download are kept, sealed as they arrive. */
export function keepBundle(roundId: string): Pick<DownloadPorts, 'kept' | 'keep' | 'forget'> {
  return {
    async kept() {
      const chunks = await chunksOf(roundId, 'bundle').toArray()
      const etag = (await deviceDatabase.rounds.get(roundId))?.etag ?? null
      // AES-GCM adds a 16-byte tag to each part.
      return { parts: chunks.length, bytes: chunks.reduce((sum, chunk) => sum + chunk.sealed.data.length - 16, 0), etag }
    },
    async keep(part, bytes, etag) {
      const sealed = await seal(requireKey(roundId), `bundle|${roundId}|${part}`, bytes)
      await deviceDatabase.transaction('rw', [deviceDatabase.rounds, deviceDatabase.chunks], async () => {
        await deviceDatabase.chunks.put({ round: roundId, kind: 'bundle', part, sealed })
        await deviceDatabase.rounds.update(roundId, { etag })
      })
    },
    async forget() {
      await deviceDatabase.transaction('rw', [deviceDatabase.rounds, deviceDatabase.chunks], async () => {
        await chunksOf(roundId, 'bundle').delete()
        await deviceDatabase.rounds.update(roundId, { etag: null, complete: false })
      })
    },
  }
}

/** Read the whole bundle once and mark the round as packed. Throws when the bundle cannot be read. */
export async function finishRound(roundId: string): Promise<Roster> {
  const roster = await openRoster(roundId)
  await deviceDatabase.rounds.update(roundId, { complete: true, packedAt: new Date().toISOString(), openedAt: new Date().toISOString() })
  return roster
}

/** Open the roster into memory. Throws Locked without the round's key. */
export async function openRoster(roundId: string): Promise<Roster> {
  const key = requireKey(roundId)
  const chunks = await chunksOf(roundId, 'bundle').sortBy('part')
  const parts = await Promise.all(chunks.map((chunk) => open(key, `bundle|${roundId}|${chunk.part}`, chunk.sealed)))
  const { header, portraits } = await readBundle(joined(parts))
  const portrait = (person: BundlePerson) => {
    const place = person.portrait
    return place ? portraits.slice(place.offset, place.offset + place.length) : null
  }
  return { header, portrait }
}

export async function listRounds(): Promise<RoundRow[]> {
  return await deviceDatabase.rounds.toArray()
}

/** The round the screens show: the last one chosen, else the last one packed. */
export function currentRound(rows: RoundRow[]): RoundRow | null {
  const touched = (row: RoundRow) => row.openedAt ?? row.packedAt ?? ''
  const packed = rows.filter((row) => row.complete)
  return packed.sort((one, other) => touched(other).localeCompare(touched(one)))[0] ?? null
}

/** Remember which round was chosen. */
export async function chooseRound(roundId: string): Promise<void> {
  await deviceDatabase.rounds.update(roundId, { openedAt: new Date().toISOString() })
}

/** Whether the round's lease has run out, by the latest time this tablet has seen. */
export function leaseIsOver(round: Pick<RoundRow, 'expiresAt'>, now: Date): boolean {
  return now.toISOString() >= round.expiresAt
}

/** What is being filled in: a hand-over, or the count at the close; each is kept for itself. */
const DRAFTS = { serve: 0, count: 1 } as const
export type DraftOf = keyof typeof DRAFTS

/** Keep what is being filled in, so that a reload in its middle loses nothing. */
export async function keepDraft(roundId: string, draft: unknown, of: DraftOf = 'serve'): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(draft))
  const sealed = await seal(requireKey(roundId), draftName(roundId, of), bytes)
  await deviceDatabase.chunks.put({ round: roundId, kind: 'draft', part: DRAFTS[of], sealed })
}

export async function readDraft<T>(roundId: string, of: DraftOf = 'serve'): Promise<T | null> {
  const chunk = await deviceDatabase.chunks.get([roundId, 'draft', DRAFTS[of]])
  if (!chunk) return null
  const bytes = await open(requireKey(roundId), draftName(roundId, of), chunk.sealed)
  return JSON.parse(new TextDecoder().decode(bytes)) as T
}

export async function dropDraft(roundId: string, of: DraftOf = 'serve'): Promise<void> {
  await deviceDatabase.chunks.delete([roundId, 'draft', DRAFTS[of]])
}

function draftName(roundId: string, of: DraftOf): string {
  return of === 'serve' ? `draft|${roundId}` : `draft|${roundId}|${of}`
}

function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function chunksOf(roundId: string, kind: 'bundle' | 'draft') {
  return deviceDatabase.chunks.where('[round+kind+part]').between([roundId, kind, -1], [roundId, kind, Infinity])
}

function requireKey(roundId: string, of: typeof roundKey = roundKey): CryptoKey {
  const key = of(roundId)
  if (!key) throw new Locked()
  return key
}
