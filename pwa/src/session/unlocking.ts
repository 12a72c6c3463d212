// Who is unlocked on this device now. Keys are in the store; here is what the screens see of them.
import { computed, ref, type Ref } from 'vue'
import { close, isResting, isUnlocked, lock, rest, unlock, wake, type OfficerRow } from '@/store'

const FIELD_ROLES = ['card_specialist', 'bank_manager']

/** `opened`: somebody's keys came in or went; `shut`: nobody's are left, so nothing of a roster may stay in memory. */
export function useUnlocking(officers: Readonly<Ref<OfficerRow[]>>, then: { opened: () => Promise<void>; shut: () => void }) {
  const unlockedIds = ref<string[]>([])
  /** Who was offered a PIN since the page was loaded: nobody is asked twice. */
  const askedForPin = new Set<string>()
  const locked = computed(() => unlockedIds.value.length === 0)

  /** Whether this officer's own key is open on this tablet now. */
  function isOpen(officerId: string | undefined): boolean {
    return officerId !== undefined && unlockedIds.value.includes(officerId)
  }

  /**
   * Unlock an officer's keys, by their passphrase or, where it is null, by the device's own lock; the round packed for them
   * opens. Throws WrongPassphrase and PasskeyRefused.
   */
  async function unlockOfficer(officer: OfficerRow, passphrase: string | null): Promise<void> {
    await unlock(officer, passphrase)
    await taken(officer)
  }

  /** Bring an officer's keys back from a locked screen; false where the PIN is another one. */
  async function wakeOfficer(officer: OfficerRow, pin: string): Promise<boolean> {
    if (!(await wake(officer.id, pin))) return false
    await taken(officer)
    return true
  }

  /** Somebody has the device in hand: who had it before in the same role has it no longer (fault H4). */
  async function taken(by: OfficerRow): Promise<void> {
    const rivals = officers.value.filter((other) => isRival(other, by))
    if (rivals.length > 0) await close(...rivals.map(({ id }) => id))
    unlockedIds.value = officers.value.filter(({ id }) => isUnlocked(id)).map(({ id }) => id)
    await then.opened()
  }

  /** Somebody may not work here any more, and their keys are gone. */
  async function heedGone(): Promise<void> {
    const left = unlockedIds.value.filter((id) => isUnlocked(id))
    if (left.length === unlockedIds.value.length) return
    unlockedIds.value = left
    await then.opened()
  }

  /** Lock the screen: who has a PIN comes back by it. */
  function lockScreen(): void {
    rest()
    shut()
  }

  /** Forget every key; the screens fall back to the lock. */
  function lockAll(): void {
    lock()
    shut()
  }

  function shut(): void {
    unlockedIds.value = []
    then.shut()
  }

  return { unlockedIds, askedForPin, locked, isOpen, isResting, unlockOfficer, wakeOfficer, heedGone, lockScreen, lockAll }
}

/** Whether two officers stand for each other: one at a time of a role works on a device. */
function isRival(one: OfficerRow, other: OfficerRow): boolean {
  return one.id !== other.id && one.roles.some((role) => FIELD_ROLES.includes(role) && other.roles.includes(role))
}
