// Keys in memory, and only there. A restart, a lock or ten wrong tries leave nothing to read with.
import type { OfficerRow } from './databases'
import { deviceDatabase } from './databases'
import { openRoundKey, unlockOfficer, type OfficerKeys } from './officerKeys'
import { makePin, pinIs, type Pin } from './pin'
import type { Signer } from './signing'

const officers = new Map<string, OfficerKeys>()
/** Keys put aside while the screen is locked: nothing reads them until their owner's PIN takes them back. */
const resting = new Map<string, OfficerKeys>()
const pins = new Map<string, Pin>()
const roundKeys = new Map<string, CryptoKey>()
const outboxKeys = new Map<string, CryptoKey>()

/**
 * Open an officer's keys and those of every round packed for them; `passphrase` is null where the device's own lock opens.
 * Throws WrongPassphrase and PasskeyRefused.
 */
export async function unlock(officer: OfficerRow, passphrase: string | null): Promise<void> {
  await hold(officer.id, await unlockOfficer(officer, passphrase))
}

async function hold(officerId: string, keys: OfficerKeys): Promise<void> {
  officers.set(officerId, keys)
  resting.delete(officerId)
  for (const round of await deviceDatabase.rounds.toArray()) {
    await openInto(roundKeys, round.id, round.wraps[officerId], keys.seal)
    await openInto(outboxKeys, round.id, round.outboxWraps[officerId], keys.seal)
  }
}

async function openInto(keys: Map<string, CryptoKey>, roundId: string, wrap: string | undefined, sealKey: CryptoKey): Promise<void> {
  if (wrap && !keys.has(roundId)) keys.set(roundId, await openRoundKey(wrap, sealKey))
}

/** Forget every key. What is sealed stays sealed; the queue stays where it is. */
export function lock(): void {
  for (const keys of [officers, resting, pins, roundKeys, outboxKeys]) keys.clear()
}

/** Officers leave: their keys go, and so do those of every round that nobody else here has open. */
export async function close(...officerIds: string[]): Promise<void> {
  for (const keys of [officers, resting, pins]) officerIds.forEach((id) => keys.delete(id))
  roundKeys.clear()
  outboxKeys.clear()
  for (const [id, keys] of officers) await hold(id, keys)
}

/** Lock the screen. Who has set a PIN may come back by it while the page lives; every other key is forgotten. */
export function rest(): void {
  for (const [id, keys] of officers) if (pins.has(id)) resting.set(id, keys)
  for (const keys of [officers, roundKeys, outboxKeys]) keys.clear()
}

/** A PIN for coming back from a locked screen: in memory only, good for nothing after a restart. */
export async function setPin(officerId: string, digits: string): Promise<void> {
  if (officers.has(officerId)) pins.set(officerId, await makePin(digits))
}

/** Take back what `rest` put aside; false where the PIN is another one. */
export async function wake(officerId: string, digits: string): Promise<boolean> {
  const [keys, pin] = [resting.get(officerId), pins.get(officerId)]
  if (!keys || !pin || !(await pinIs(pin, digits))) return false
  await hold(officerId, keys)
  return true
}

/** Whether a PIN would bring this officer's keys back. */
export function isResting(officerId: string): boolean {
  return resting.has(officerId)
}

/** Whether this officer's own keys are open on this tablet now. */
export function isUnlocked(officerId: string): boolean {
  return officers.has(officerId)
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
