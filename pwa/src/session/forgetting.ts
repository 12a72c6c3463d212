// The county takes back what it gave: rosters go at once, whatever the screens show; the sealed queue stays (4.2).
import { dropOfficers, forgetRound, listRounds, noteRevoked, readDevice, type Forgotten } from '@/store'

/** Wipe what these rounds brought along; true when there was something. */
export async function forgetRounds(roundIds: readonly string[], why: Forgotten): Promise<boolean> {
  const wiped = await Promise.all(roundIds.map((id) => forgetRound(id, why)))
  return wiped.some(Boolean)
}

/** Whoever signs with one of these keys may not work here any more; true when somebody had to go. */
export async function forgetOfficers(kids: readonly string[]): Promise<boolean> {
  return kids.length > 0 && (await dropOfficers(new Set(kids))).length > 0
}

/** The whole device is shut out: every roster goes. True when this is news. */
export async function forgetDevice(): Promise<boolean> {
  const rounds = await listRounds()
  const wiped = await forgetRounds(rounds.map(({ id }) => id), 'device_revoked')
  if ((await readDevice())?.revokedAt) return wiped
  await noteRevoked()
  return true
}
