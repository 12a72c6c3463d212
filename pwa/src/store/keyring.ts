// Keys in memory, and only there. A restart, a lock or ten wrong tries leave nothing to read with.
import type { OfficerRow } from './databases'
import { deviceDatabase } from './databases'
import { openRoundKey, unlockOfficer, type OfficerKeys } from './officerKeys'
import type { Signer } from './signing'

const officers = new Map<string, OfficerKeys>()
const roundKeys = new Map<string, CryptoKey>()
const outboxKeys = new Map<string, CryptoKey>()

/**
 * Open an officer's keys and those of every round packed for them; `passphrase` is null where the device's own lock opens.
 * Throws WrongPassphrase and PasskeyRefused.
 */
export async function unlock(officer: OfficerRow, passphrase: string | null): Promise<void> {
  const keys = await unlockOfficer(officer, passphrase)
  officers.set(officer.id, keys)
  for (const round of await deviceDatabase.rounds.toArray()) {
    await openInto(roundKeys, round.id, round.wraps[officer.id], keys.seal)
    await openInto(outboxKeys, round.id, round.outboxWraps[officer.id], keys.seal)
  }
}

async function openInto(keys: Map<string, CryptoKey>, roundId: string, wrap: string | undefined, sealKey: CryptoKey): Promise<void> {
  if (wrap && !keys.has(roundId)) keys.set(roundId, await openRoundKey(wrap, sealKey))
}

/** Forget every key. What is sealed stays sealed; the queue stays where it is. */
export function lock(): void {
  officers.clear()
  roundKeys.clear()
  outboxKeys.clear()
}

/** Whether this officer's own keys are open on this tablet now. */
export function isUnlocked(officerId: string): boolean {
  return officers.has(officerId)
}

export function anyUnlocked(): boolean {
  return officers.size > 0
}

/** What an officer signs with, while they are unlocked. */
export function signerOf(officerId: string): Signer | undefined {
  return officers.get(officerId)?.sign
}

/** The key of a round's roster and of what is being filled in. */
export function roundKey(roundId: string): CryptoKey | undefined {
  return roundKeys.get(roundId)
}

/** The key of a round's records. */
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
