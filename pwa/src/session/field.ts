// What the field screens share: this tablet, who is unlocked on it, the open round, and the truth about the queue.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { edition, policy, type Approval, type EventType } from '@/rules'
import {
  approve as signApproval,
  askToPersist,
  chooseRound,
  countOutbox,
  currentRound,
  latestTime,
  leaseIsOver,
  listOfficers,
  listParked,
  listRounds,
  newId,
  noteForgottenSeen,
  noteRoundTold,
  openRoster,
  outboxKey,
  readDevice,
  readRound,
  roundKey,
  saveRecord,
  type Check,
  type DeviceRow,
  type NewAttachment,
  type OfficerRow,
  type OutboxCounts,
  type Roster,
  type RoundRow,
  type StorageReport,
} from '@/store'
import { countThatStands, banked as bankedBy, outcomes, usedReceipts, type Banked, type BundleOfficer, type Outcome, type PhoneOfRound, type RecordBody, type RecordDraft, type RecordSetting, type SavedRecord } from '@/sync'
import { build } from './build'
import { useLink } from './link'
import { keysOf } from './peopleKeys'
import { phoneOfRound } from './phoneOfRound'
import { settledRecords, stillWaiting } from './settled'
import { useUnlocking } from './unlocking'

const READY_MS = 500

/** The queue in figures; `parked` waits for people, `settled` was parked until two people decided of it at the desk. */
export type FieldCounts = OutboxCounts & { settled: number }

/** A draft without what the session knows by itself. */
export type FieldDraft<T extends EventType = EventType> = Omit<RecordDraft<T>, 'round' | 'lease'>

export const useField = defineStore('field', () => {
  const device = ref<DeviceRow | null>(null)
  const officers = shallowRef<OfficerRow[]>([])
  const rounds = shallowRef<RoundRow[]>([])
  const round = shallowRef<RoundRow | null>(null)
  const roster = shallowRef<Roster | null>(null)
  /** The open round's records in their order. */
  const saved = shallowRef<readonly SavedRecord[]>([])
  const served = shallowRef<Map<string, Outcome>>(new Map())
  /** Receipts this tablet has given or voided in the open round (2.4). */
  const receiptsUsed = shallowRef<string[]>([])
  /** What the bank manager has done on this device, by cardholder id. */
  const banked = shallowRef<Map<string, Banked>>(new Map())
  const counts = ref<FieldCounts>({ unsent: 0, oldest: null, received: 0, parked: 0, settled: 0 })
  const storage = ref<StorageReport | null>(null)
  const now = ref(new Date())
  const link = useLink()
  const unlocking = useUnlocking(officers, { opened, shut: clear })
  let started: Promise<void> | null = null
  /** The open round's records in their order, and how often they changed other than by being read. */
  let records: SavedRecord[] = []
  let changes = 0
  /** What was read of the open round: each record is opened once. What a screen has just made is no reading. */
  let known: ReadonlyMap<string, RecordBody> = new Map()

  const specialist = computed(() => officerOf('card_specialist'))
  const bankManager = computed(() => officerOf('bank_manager'))
  const leaseOver = computed(() => round.value !== null && leaseIsOver(round.value, latestTime(now.value)))
  /** The joint count both have signed; after it nobody is served (4.1.1.b). */
  const counted = computed(() => countThatStands(saved.value))
  /** Rounds whose roster the county took back, until somebody has read so. */
  const forgotten = computed(() => rounds.value.filter((row) => row.forgotten && !row.forgotten.seen))
  const revoked = computed(() => device.value?.revokedAt != null)
  const isCompanion = computed(() => device.value?.kind === 'companion')
  /** How far the bank manager's phone is for the open round: as last told, else as at packing (1.2.2.b). */
  const phone = computed<PhoneOfRound>(() => phoneOfRound(round.value, roster.value?.header))
  /** What was decided at the desk of records that were parked (4.1.1.b). */
  const settled = computed(() => settledRecords(rounds.value))
  const oldestMs = computed(() => (counts.value.oldest === null ? null : now.value.getTime() - Date.parse(counts.value.oldest)))

  function officerOf(role: string): BundleOfficer | null {
    return roster.value?.header.officers.find((officer) => officer.role === role) ?? null
  }

  /** A value of the policy the round was packed under; before a round is open, of this build. */
  function rule<T>(key: string): T {
    const packed = roster.value?.header.policy[key]
    return packed === undefined ? policy<T>(key) : (packed as T)
  }

  /** Load what this tablet is, and begin to move its queue. Call on entering any field screen; again is harmless. */
  async function start(): Promise<void> {
    started ??= load()
    await started
  }

  /** Read again what is stored: after enrolment, a new officer, a packed round. */
  async function reload(): Promise<void> {
    started = load()
    await started
  }

  async function load(): Promise<void> {
    device.value = await readDevice()
    officers.value = await listOfficers()
    rounds.value = await listRounds()
    round.value = currentRound(rounds.value)
    await Promise.all([refreshStorage(), refreshCounts()])
    if (device.value) link.start(device.value, { uploaded: onUploaded, forgotten: onForgotten, told: onTold })
  }

  /** Somebody's keys came or went: the round they open is shown, one that nobody here opens is not. */
  async function opened(): Promise<void> {
    if (round.value && !roundKey(round.value.id)) clear()
    if (round.value && !roster.value && roundKey(round.value.id)) await openRound(round.value)
    link.nudge()
  }

  function clear(): void {
    roster.value = null
    changes += 1
    records = []
    known = new Map()
    note([])
  }

  /** Open a packed round: roster into memory, outcomes from its records. After its lease it stays shut. */
  async function openRound(row: RoundRow): Promise<void> {
    await chooseRound(row.id)
    round.value = row
    roster.value = leaseIsOver(row, latestTime(new Date())) ? null : await openRoster(row.id)
    // Once the screen stands, so that the first key pressed finds everything made.
    const people = roster.value?.header.people
    if (people) setTimeout(() => keysOf(people).makeReady(), READY_MS)
    await refreshOutcomes()
  }

  /** Save one record; resolves when it is on the disk. Only then may a tick show. */
  async function save<T extends EventType>(draft: FieldDraft<T>, attachments: NewAttachment[] = []): Promise<RecordBody> {
    if (!round.value) throw new Error('no round is open')
    const whole: RecordDraft<T> = { ...draft, round: round.value.id, lease: round.value.leaseId }
    const body = await saveRecord(setting(), whole, attachments)
    add({ body, state: 'saved' })
    // The tick waits for the disk and for nothing else.
    void Promise.all([refreshCounts(), refreshStorage()])
    link.nudge()
    return body
  }

  /** A second person's check on this device, under their own key, over a record that is about to be made. Throws Locked. */
  async function approve(check: Check, type: EventType, payload: object): Promise<Approval> {
    if (!round.value) throw new Error('no round is open')
    return await signApproval(check, type, { round: round.value.id, payload })
  }

  function add(record: SavedRecord): void {
    changes += 1
    records = [...records, record]
    note(records)
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
    }
  }

  async function refreshOutcomes(): Promise<void> {
    if (!round.value || !outboxKey(round.value.id)) return
    const [roundId, before] = [round.value.id, changes]
    const read = await readRound(roundId, known)
    // A record saved while we read may be missing from what was read; and what was locked meanwhile must not come back.
    if (changes !== before || round.value?.id !== roundId) return await refreshOutcomes()
    records = read
    known = new Map(read.map(({ body }) => [body.id, body]))
    note(records)
  }

  function note(all: SavedRecord[]): void {
    saved.value = all
    served.value = outcomes(all)
    receiptsUsed.value = usedReceipts(all)
    banked.value = bankedBy(all)
  }

  async function refreshCounts(): Promise<void> {
    const [counted, parked] = await Promise.all([countOutbox(), listParked()])
    const waiting = stillWaiting(parked, settled.value).length
    counts.value = { ...counted, parked: waiting, settled: parked.length - waiting }
  }

  async function refreshStorage(): Promise<void> {
    storage.value = await askToPersist()
  }

  async function onUploaded(): Promise<void> {
    await Promise.all([refreshCounts(), refreshOutcomes()])
  }

  async function onForgotten(): Promise<void> {
    device.value = await readDevice()
    officers.value = await listOfficers()
    rounds.value = await listRounds()
    await unlocking.heedGone()
    const open = currentRound(rounds.value)
    if (open?.id === round.value?.id) return
    clear()
    round.value = open
    if (open && roundKey(open.id)) await openRound(open)
  }

  async function onTold(): Promise<void> {
    rounds.value = await listRounds()
    round.value = rounds.value.find(({ id }) => id === round.value?.id) ?? round.value
    await refreshCounts()
  }

  /** Somebody saw that the manager's phone carries the open round by now; the county's next word counts again. */
  async function notePhonePacked(): Promise<void> {
    if (!round.value) return
    await noteRoundTold(round.value.id, { phone: 'packed' })
    await onTold()
  }

  async function noteSeen(roundId: string): Promise<void> {
    await noteForgottenSeen(roundId)
    rounds.value = await listRounds()
  }

  // The clock of all field screens: age of the queue, end of the lease.
  setInterval(() => (now.value = new Date()), 10_000)

  return {
    device,
    officers,
    ...unlocking,
    rounds,
    round,
    roster,
    saved,
    served,
    counted,
    receiptsUsed,
    banked,
    counts,
    storage,
    now,
    specialist,
    bankManager,
    leaseOver,
    forgotten,
    revoked,
    isCompanion,
    phone,
    settled,
    oldestMs,
    rule,
    start,
    reload,
    openRound,
    approve,
    save,
    notePhonePacked,
    noteSeen,
    refreshCounts,
    refreshStorage,
  }
})
