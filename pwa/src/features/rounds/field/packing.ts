// Packing a round: what must be so before, and the way from lease to opened roster.
import { api, ask, bundleRange, type Result } from '@/api'
import type { components } from '@/api/schema'
import { policy } from '@/rules'
import { isAtLeast } from '@/session/update'
import { beginRound, finishRound, keepBundle, Locked, type DeviceKind, type NewRound, type OfficerRow, type RoundRow, type StorageReport } from '@/store'
import { BUNDLE_FORMATS, download } from '@/sync'

export type OfferedRound = components['schemas']['DeviceRound']
export interface Account {
  username: string
  password: string
}

/** What this tablet takes of a round that others take too; null packs it alone. */
export type Share = components['schemas']['Share']
export type ShareWay = 'alone' | 'split' | 'all'

export type Gate = 'open' | 'queue' | 'officers' | 'clock' | 'build' | 'storage' | 'space' | 'app'

/** How this device is when a round is to be packed onto it. */
export interface Readiness {
  kind: DeviceKind
  officers: readonly OfficerRow[]
  rounds: readonly RoundRow[]
  storage: StorageReport | null
  hasOfflineCopy: boolean
  /** Age of the oldest record without a receipt, in ms; null when there is none. */
  oldestMs: number | null
  /** The county's clock less this one, in ms, and the oldest build it allows; null until it has answered. */
  clockOffsetMs: number | null
  build: string
  minBuild: string | null
}

/** What keeps this device from packing the round (work-stop gates, design §5), in the order in which people mend it. */
export function closedGates(round: OfferedRound, device: Readiness): Gate[] {
  const { storage, oldestMs, clockOffsetMs, minBuild } = device
  const closed: Record<Gate, boolean> = {
    open: stillOpen(round.id, device.rounds) !== null,
    queue: oldestMs !== null && oldestMs > policy<number>('outbox.pack_hours') * 3_600_000,
    officers: missingOfficers(device.kind, round, device.officers).length > 0,
    clock: clockOffsetMs !== null && Math.abs(clockOffsetMs) > policy<number>('device.clock_drift_seconds') * 1000,
    build: minBuild !== null && !isAtLeast(device.build, minBuild),
    storage: !storage?.persisted,
    space: storage?.free != null && storage.free < policy<number>('storage.min_free_bytes'),
    app: !device.hasOfflineCopy,
  }
  return (Object.keys(closed) as Gate[]).filter((gate) => closed[gate])
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
  const answer = await ask(api.POST('/api/v1/rounds/{round_id}/lease', { params: { path: { round_id: round.id } }, body: { account, share, formats: BUNDLE_FORMATS } }))
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
