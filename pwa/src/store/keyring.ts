// Keys in memory, and only there. A restart, a lock or ten wrong tries leave nothing to read with.
import type { OfficerRow } from './databases'
import { deviceDatabase } from './databases'
import { openRoundKey, unlockOfficer } from './officerKeys'

const privateKeys = new Map<string, JsonWebKey>()
const roundKeys = new Map<string, CryptoKey>()
const outboxKeys = new Map<string, CryptoKey>()

/** Open an officer's keys and those of every round packed for them. Throws WrongPassphrase. */
export async function unlock(officer: OfficerRow, passphrase: string): Promise<void> {
  const privateKey = await unlockOfficer(officer, passphrase)
  privateKeys.set(officer.id, privateKey)
  for (const round of await deviceDatabase.rounds.toArray()) {
    await openInto(roundKeys, round.id, round.wraps[officer.id], privateKey)
    await openInto(outboxKeys, round.id, round.outboxWraps[officer.id], privateKey)
  }
}

async function openInto(keys: Map<string, CryptoKey>, roundId: string, wrap: string | undefined, privateKey: JsonWebKey): Promise<void> {
  if (wrap && !keys.has(roundId)) keys.set(roundId, await openRoundKey(wrap, privateKey))
}

/** Forget every key. What is sealed stays sealed; the queue stays where it is. */
export function lock(): void {
  privateKeys.clear()
  roundKeys.clear()
  outboxKeys.clear()
}

/** Whether this officer's own keys are open on this tablet now. */
export function isUnlocked(officerId: string): boolean {
  return privateKeys.has(officerId)
}

export function anyUnlocked(): boolean {
  return privateKeys.size > 0
}

/** The key of a round's roster and of what is being filled in. */
export function roundKey(roundId: string): CryptoKey | undefined {
  return roundKeys.get(roundId)
}

/** The key of a round's records and their attachments. */
export function outboxKey(roundId: string): CryptoKey | undefined {
  return outboxKeys.get(roundId)
}

export function holdRoundKeys(roundId: string, keys: { roster: CryptoKey; outbox: CryptoKey }): void {
  roundKeys.set(roundId, keys.roster)
  outboxKeys.set(roundId, keys.outbox)
}

/** Let go of a roster's key; its records' key stays. */
export function dropRosterKey(roundId: string): void {
  roundKeys.delete(roundId)
}
