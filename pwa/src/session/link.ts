// The link to the county: what it is right now, and the one drainer of this browser's queue.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { escrowIn, historyIn, proveDevice, sayHello, syncServer, type Hello } from '@/api'
import { policy } from '@/rules'
import {
  askToPersist,
  keepEscrow,
  listParked,
  listRounds,
  noteRoundTold,
  queue,
  readContact,
  signChallenge,
  writeContact,
  type DeviceRow,
  type RoundTold,
} from '@/store'
import { bringAhead, makeDrainer, uploadPass, type Drainer, type OutboxPort, type PassResult } from '@/sync'
import { build } from './build'
import { forgetDevice, forgetOfficers, forgetRounds } from './forgetting'
import { settledByRound, type Parked } from './settled'

/** More than these are asked about at another time; no tablet has as many. */
const MOST_PARKED = 1000

export type LinkState = 'online' | 'offline' | 'captive'

/** How far the upload under way is. */
export interface UploadProgress {
  records: number
  ofRecords: number
  bytes: number
  ofBytes: number
}

/** Who wants to know what a pass brought. */
export interface Ears {
  /** Something was settled. */
  uploaded: () => Promise<void>
  /** Something was wiped because the county said so. */
  forgotten: () => Promise<void>
  /** The county told something new of a round on this device. */
  told: () => Promise<void>
}

export const useLink = defineStore('link', () => {
  const state = ref<LinkState>('offline')
  const lastContact = ref<Date | null>(readContact())
  const clockOffsetMs = ref<number | null>(null)
  /** The oldest build that may take a round along; null until the county has said so. */
  const minBuild = ref<string | null>(null)
  /** Why nothing moves, by its code: a refusal of the whole device (revoked, say), or a disk that stays away. */
  const refusal = ref<string | null>(null)
  const uploading = ref<UploadProgress | null>(null)
  /** Since when passes end without moving what waits; null while all is well. */
  const stuckSince = ref<Date | null>(null)
  let drainer: Drainer | null = null
  /** Attachments whose upload broke off since the page was loaded: they go on where they were. */
  const broken = new Set<string>()
  let device: DeviceRow
  let ears: Ears

  /** Begin to move the queue of a device; once begun, only hear that it is another one now. */
  function start(of: DeviceRow, whoListens: Ears): void {
    device = of
    ears = whoListens
    if (drainer) return
    drainer = makeDrainer({
      pass,
      exclusively: async (work) => {
        await navigator.locks.request('songka-drain', work)
      },
      sleep,
      random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
      retrySeconds: policy<number[]>('sync.retry_seconds'),
      idleSeconds: policy('sync.idle_seconds'),
      onPass: (result) => {
        note(result)
        if (result.settled > 0) void ears.uploaded()
      },
    })
    window.addEventListener('online', nudge)
    window.addEventListener('offline', () => (state.value = 'offline'))
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && nudge())
    drainer.start()
  }

  function nudge(): void {
    drainer?.nudge()
  }

  async function pass(): Promise<PassResult> {
    const carriers = [watched(queue), syncServer(device.receiptKey, device.id), limits(), broken] as const
    try {
      // What broke off goes on at once: on a line that comes and goes every moment of it counts.
      const [greeted, arrived] = await Promise.all([greet(), broken.size > 0 ? bringAhead(...carriers) : 0])
      const passed = greeted ?? (await uploadPass(...carriers))
      return { ...passed, arrived: passed.arrived + arrived }
    } finally {
      uploading.value = null
    }
  }

  /** The outbox, telling `uploading` what moves. */
  function watched(port: OutboxPort): OutboxPort {
    const sizes = new Map<string, number>()
    return {
      ...port,
      async waiting() {
        const waiting = await port.waiting()
        waiting.forEach((record) => record.attachments.forEach(({ sealed, length }) => sizes.set(sealed, length)))
        const ofBytes = [...sizes.values()].reduce((sum, length) => sum + length, 0)
        if (waiting.length > 0) uploading.value = { records: 0, ofRecords: waiting.length, bytes: 0, ofBytes }
        return waiting
      },
      async attachmentArrived(hash) {
        await port.attachmentArrived(hash)
        if (uploading.value) uploading.value = { ...uploading.value, bytes: uploading.value.bytes + (sizes.get(hash) ?? 0) }
      },
      async settle(verdicts, lineage) {
        await port.settle(verdicts, lineage)
        if (uploading.value) uploading.value = { ...uploading.value, records: uploading.value.records + verdicts.length }
      },
    }
  }

  /** Say hello first: it tells the truth about the link even when nothing waits. Null means: go on. */
  async function greet(): Promise<PassResult | null> {
    const [told, storage, parked, rounds] = await Promise.all([queue.report(), askToPersist(), listParked(), listRounds()])
    const parkedIds = parked.slice(0, MOST_PARKED).map(({ id }) => id)
    const report = {
      unsent: told.unsent,
      oldest_at: told.oldest_at,
      storage_persisted: storage.persisted,
      storage_free: storage.free,
      build,
      clock_offset_ms: clockOffsetMs.value,
      parked: told.parked,
      open_rounds: rounds.filter(({ complete, forgotten }) => complete && !forgotten).length,
    }
    let sentAt = Date.now()
    let answer = await sayHello(report, told, parkedIds)
    // A power cut soon after enrolment takes the cookie along: the device says by its key who it is.
    if (answer.kind === 'refused' && answer.code === 'not_enrolled' && (await proveDevice(device.id, signChallenge))) {
      sentAt = Date.now()
      answer = await sayHello(report, told, parkedIds)
    }
    // Only who was heard says that there is a link: a pass may as well end because the disk does not answer.
    if (answer.kind === 'ok' || answer.kind === 'refused') state.value = 'online'
    if (answer.kind === 'refused') {
      if (answer.code === 'device_revoked') await heedOrders({ device_revoked: true })
      return { end: 'refused', settled: 0, arrived: 0, code: answer.code }
    }
    if (answer.kind !== 'ok') return { end: 'unreachable', settled: 0, arrived: 0, code: null, foreign: answer.kind === 'unreachable' && answer.foreign === true }
    // Half of the round trip is the best guess of how old the server's time is when it arrives.
    clockOffsetMs.value = Math.round(Date.parse(answer.value.server_time) - (sentAt + Date.now()) / 2)
    minBuild.value = answer.value.min_build ?? null
    lastContact.value = new Date()
    writeContact(lastContact.value)
    await heedHistory(answer.value)
    await heedEscrow(answer.value.escrow)
    await heedOrders(answer.value)
    await heedNews(answer.value, parked)
    return null
  }

  /** From now on records are sealed to the county's newest key; only its signed word changes that. */
  async function heedEscrow(statement: string | undefined): Promise<void> {
    const escrow = statement ? await escrowIn(statement, device.receiptKey, device.id) : null
    if (!escrow || escrow.kid === device.escrow?.kid) return
    await keepEscrow(escrow)
    device = { ...device, escrow }
  }

  /** What the county wants forgotten is forgotten at once; the sealed queue stays and goes on (4.2). */
  async function heedOrders(orders: Partial<Pick<Hello, 'revoked' | 'closed' | 'device_revoked' | 'dropped'>>): Promise<void> {
    const gone = [await forgetRounds(orders.revoked ?? [], 'revoked'), await forgetRounds(orders.closed ?? [], 'closed')]
    gone.push(await forgetOfficers((orders.dropped ?? []).map(({ kid }) => kid)))
    if (orders.device_revoked) gone.push(await forgetDevice())
    if (gone.some(Boolean)) await ears.forgotten()
  }

  async function heedNews({ rounds = [], settled = [] }: Hello, parked: Parked[]): Promise<void> {
    const told = new Map<string, RoundTold>(settledByRound(parked, settled))
    for (const { round_id: id, phone, finance_alone: financeAlone = [] } of rounds) told.set(id, { ...told.get(id), phone, financeAlone })
    const news = await Promise.all([...told].map(([id, one]) => noteRoundTold(id, one)))
    if (news.some(Boolean)) await ears.told()
  }

  /** What the county has of this device's records, and what of it is safe; only its signed word lets a record go. */
  async function heedHistory({ have, history, closed }: Hello): Promise<void> {
    await queue.heed({ have, history: history ? await historyIn(history, device.receiptKey, device.id) : null, closed: closed ?? [] })
  }

  function note(result: PassResult): void {
    refusal.value = result.code
    const moved = result.end === 'empty' || result.end === 'progress'
    stuckSince.value = moved ? null : (stuckSince.value ?? new Date())
    if (result.end === 'unreachable') state.value = result.foreign ? 'captive' : 'offline'
  }

  return { state, lastContact, clockOffsetMs, minBuild, refusal, uploading, stuckSince, start, nudge }
})

function limits() {
  return {
    batchRecords: policy('sync.batch_records'),
    batchBytes: policy('sync.batch_bytes'),
    chunkBytes: policy('blob.chunk_bytes'),
    inFlight: policy('sync.requests_in_flight'),
  }
}

function sleep(milliseconds: number): { done: Promise<void>; wake: () => void } {
  let wake = () => {}
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  return { done, wake }
}
