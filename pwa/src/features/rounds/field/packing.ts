// Packing a round: what must be so before, and the way from lease to opened roster.
import { api, ask, bundleRange, type Result } from '@/api'
import type { components } from '@/api/schema'
import { policy } from '@/rules'
import { beginRound, finishRound, keepBundle, Locked, type DeviceKind, type NewRound, type OfficerRow, type RoundRow, type StorageReport } from '@/store'
import { download } from '@/sync'

export type OfferedRound = components['schemas']['DeviceRound']
export interface Account {
  username: string
  password: string
}

/** What this tablet takes of a round that others take too; null packs it alone. */
export type Share = components['schemas']['Share']
export type ShareWay = 'alone' | 'split' | 'all'

export type Gate = 'open' | 'storage' | 'space' | 'officers' | 'app'

/** What keeps this device from packing the round, in the order in which people mend it. */
export function closedGates(kind: DeviceKind, round: OfferedRound, officers: readonly OfficerRow[], storage: StorageReport | null, hasOfflineCopy: boolean, rounds: readonly RoundRow[] = []): Gate[] {
  const gates: Gate[] = []
  if (stillOpen(round.id, rounds)) gates.push('open')
  if (missingOfficers(kind, round, officers).length > 0) gates.push('officers')
  if (!storage?.persisted) gates.push('storage')
  if (storage?.free != null && storage.free < policy('storage.min_free_bytes')) gates.push('space')
  if (!hasOfflineCopy) gates.push('app')
  return gates
}

/** Another round on this device that the county has not closed: its cards come back before the next are taken (4.1.1.b). */
export function stillOpen(roundId: string, rounds: readonly RoundRow[]): RoundRow | null {
  return rounds.find((row) => row.id !== roundId && row.complete && !row.forgotten) ?? null
}

/** How a round can be packed now; the tablet that was first has decided for those after it. */
export function shareWays(round: Pick<OfferedRound, 'tablets' | 'share_of'>): ShareWay[] {
  if (round.tablets.length === 0) return ['alone', 'split', 'all']
  return round.tablets.some(({ share }) => share !== null) ? ['split'] : ['all']
}

/** The parts of a split that no tablet has yet. */
export function freeParts(round: Pick<OfferedRound, 'tablets'>, of: number): number[] {
  const taken = new Set(round.tablets.map(({ share }) => share))
  return Array.from({ length: of }, (_, place) => place + 1).filter((part) => !taken.has(part))
}

/** The round's officers who belong on this device and have no keys on it yet: a companion is the bank manager's alone. */
export function missingOfficers(kind: DeviceKind, round: OfferedRound, officers: readonly OfficerRow[]): { name: string; role: string }[] {
  const here = new Set(officers.map(({ id }) => id))
  const manager = { ...round.bank_manager, role: 'bank_manager' }
  const team = kind === 'companion' ? [manager] : [{ ...round.specialist, role: 'card_specialist' }, manager]
  return team.filter(({ id }) => !here.has(id))
}

export type PackEnd = { kind: 'packed' } | { kind: 'locked' } | { kind: 'interrupted' } | { kind: 'refused'; answer: Exclude<Result<unknown>, { ok: true }> } | { kind: 'damaged' }

/** Lease, download (from where it stopped), open once. Call again after an interruption to go on. */
export async function packRound(round: OfferedRound, account: Account, share: Share | null, officers: readonly OfficerRow[], onProgress: (done: number, total: number) => void): Promise<PackEnd> {
  const answer = await ask(api.POST('/api/v1/rounds/{round_id}/lease', { params: { path: { round_id: round.id } }, body: { account, share } }))
  if (!answer.ok) return { kind: 'refused', answer }
  const { lease, bundle } = answer.value
  const team = officers.filter(({ id }) => id === round.specialist.id || id === round.bank_manager.id)
  const label = { village: round.village_name, plannedOn: round.planned_on, number: round.number }
  const key = await begin({ id: round.id, leaseId: lease.id, expiresAt: lease.expires_at, label }, team)
  if (!key) return { kind: 'locked' }
  onProgress(0, bundle.length)
  const end = await download({ ...keepBundle(round.id), range: bundleRange(round.id), onProgress }, policy('blob.chunk_bytes'))
  if (end.kind !== 'complete') return { kind: 'interrupted' }
  return await open(round.id)
}

/** Make or find the round's keys; false when its earlier records are locked and nobody of the round has opened. */
async function begin(round: NewRound, team: OfficerRow[]): Promise<boolean> {
  try {
    await beginRound(round, team)
    return true
  } catch (error) {
    if (error instanceof Locked) return false
    throw error
  }
}

async function open(roundId: string): Promise<PackEnd> {
  try {
    await finishRound(roundId)
    return { kind: 'packed' }
  } catch {
    // Cut or changed on the way: what was kept is of no use, and the next try fetches it anew.
    await keepBundle(roundId).forget()
    return { kind: 'damaged' }
  }
}
