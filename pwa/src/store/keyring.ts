// Keys in memory, and only there. A restart, a lock or ten wrong tries leave nothing to read with.
import type { OfficerRow } from './databases'
import { deviceDatabase } from './databases'
import { openRoundKey, unlockOfficer } from './officerKeys'

const privateKeys = new Map<string, JsonWebKey>()
const roundKeys = new Map<string, CryptoKey>()

/** Open an officer's keys and those of every round packed for them. Throws WrongPassphrase. */
export async function unlock(officer: OfficerRow, passphrase: string): Promise<void> {
  const privateKey = await unlockOfficer(officer, passphrase)
  privateKeys.set(officer.id, privateKey)
  for (const round of await deviceDatabase.rounds.toArray()) {
    const wrap = round.wraps[officer.id]
    if (wrap && !roundKeys.has(round.id)) roundKeys.set(round.id, await openRoundKey(wrap, privateKey))
  }
}

/** Forget every key. What is sealed stays sealed; the queue stays where it is. */
export function lock(): void {
  privateKeys.clear()
  roundKeys.clear()
}

/** Whether this officer's own keys are open on this tablet now. */
export function isUnlocked(officerId: string): boolean {
  return privateKeys.has(officerId)
}

export function anyUnlocked(): boolean {
  return privateKeys.size > 0
}

export function roundKey(roundId: string): CryptoKey | undefined {
  return roundKeys.get(roundId)
}

export function holdRoundKey(roundId: string, key: CryptoKey): void {
  roundKeys.set(roundId, key)
}
