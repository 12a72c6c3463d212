// What the field screens share: this tablet, who is unlocked on it, the open round, and the truth about the queue.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { edition, type EventType } from '@/rules'
import {
  askToPersist,
  countOutbox,
  isUnlocked,
  leaseIsOver,
  listOfficers,
  listRounds,
  lock,
  newId,
  openRoster,
  readDevice,
  readRound,
  roundKey,
  saveRecord,
  sha256,
  unlock,
  type DeviceRow,
  type NewAttachment,
  type OfficerRow,
  type OutboxCounts,
  type Roster,
  type RoundRow,
  type StorageReport,
} from '@/store'
import { outcomes, type Outcome, type RecordBody, type RecordDraft, type RecordSetting } from '@/sync'
import { build } from './build'
import { useLink } from './link'

/** A draft without what the session knows by itself. */
export type FieldDraft<T extends EventType = EventType> = Omit<RecordDraft<T>, 'round' | 'lease'>

export const useField = defineStore('field', () => {
  const device = ref<DeviceRow | null>(null)
  const officers = shallowRef<OfficerRow[]>([])
  const unlockedIds = ref<string[]>([])
  const round = ref<RoundRow | null>(null)
  const roster = shallowRef<Roster | null>(null)
  const served = shallowRef<Map<string, Outcome>>(new Map())
  const counts = ref<OutboxCounts>({ unsent: 0, oldest: null, received: 0, parked: 0 })
  const storage = ref<StorageReport | null>(null)
  const now = ref(new Date())
  const link = useLink()

  const specialist = computed(() => officerOf('card_specialist'))
  const bankManager = computed(() => officerOf('bank_manager'))
  const leaseOver = computed(() => round.value !== null && leaseIsOver(round.value, now.value))

  function officerOf(role: string): { id: string; name: string; organisation: string } | null {
    return roster.value?.header.officers.find((officer) => officer.role === role) ?? null
  }

  /** Load what this tablet is, and begin to move its queue. Call on entering any field screen; again is harmless. */
  async function start(): Promise<void> {
    device.value = await readDevice()
    officers.value = await listOfficers()
    round.value = (await listRounds()).find((row) => row.complete) ?? null
    storage.value = await askToPersist()
    await refreshCounts()
    if (device.value) link.start(device.value, onUploaded)
  }

  /** Unlock an officer's keys; the round packed for them opens. Throws WrongPassphrase. */
  async function unlockOfficer(officer: OfficerRow, passphrase: string): Promise<void> {
    await unlock(officer, passphrase)
    unlockedIds.value = officers.value.filter(({ id }) => isUnlocked(id)).map(({ id }) => id)
    if (round.value && roundKey(round.value.id) && !leaseOver.value) await openRound(round.value)
    link.nudge()
  }

  /** Forget every key; the screens fall back to the lock. */
  function lockAll(): void {
    lock()
    unlockedIds.value = []
    roster.value = null
    served.value = new Map()
  }

  /** Open a packed round: roster into memory, outcomes from its records. */
  async function openRound(row: RoundRow): Promise<void> {
    round.value = row
    roster.value = await openRoster(row.id)
    await refreshOutcomes()
  }

  /** Save one record; resolves when it is on the disk. Only then may a tick show. */
  async function save<T extends EventType>(draft: FieldDraft<T>, attachments: NewAttachment[] = []): Promise<RecordBody> {
    if (!round.value) throw new Error('no round is open')
    const whole: RecordDraft<T> = { ...draft, round: round.value.id, lease: round.value.leaseId }
    const body = await saveRecord(setting(), whole, attachments)
    await Promise.all([refreshOutcomes(), refreshCounts()])
    link.nudge()
    return body
  }

  function setting(): RecordSetting {
    if (!device.value) throw new Error('this browser is not an enrolled device')
    return {
      device: device.value.id,
      build,
      rulesEdition: edition,
      newId: () => newId(),
      now: () => new Date(),
      clockOffsetMs: () => link.clockOffsetMs,
      sha256,
    }
  }

  async function refreshOutcomes(): Promise<void> {
    if (round.value && roundKey(round.value.id)) served.value = outcomes(await readRound(round.value.id))
  }

  async function refreshCounts(): Promise<void> {
    counts.value = await countOutbox()
  }

  async function onUploaded(): Promise<void> {
    await Promise.all([refreshCounts(), refreshOutcomes()])
  }

  // The clock of all field screens: age of the queue, end of the lease.
  setInterval(() => (now.value = new Date()), 10_000)

  return {
    device,
    officers,
    unlockedIds,
    round,
    roster,
    served,
    counts,
    storage,
    now,
    specialist,
    bankManager,
    leaseOver,
    start,
    unlockOfficer,
    lockAll,
    openRound,
    save,
    refreshCounts,
  }
})
