// The link to the county: what it is right now, and the one drainer of this browser's queue.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { sayHello, syncServer } from '@/api'
import { policy } from '@/rules'
import { askToPersist, beginEpochAbove, countOutbox, outboxPort, readHead, type DeviceRow } from '@/store'
import { makeDrainer, uploadPass, type Drainer, type PassResult } from '@/sync'
import { build } from './build'

export type LinkState = 'online' | 'offline' | 'captive'

export const useLink = defineStore('link', () => {
  const state = ref<LinkState>('offline')
  const lastContact = ref<Date | null>(null)
  const clockOffsetMs = ref<number | null>(null)
  /** A refusal of the whole device (revoked, say), by its code. */
  const refusal = ref<string | null>(null)
  const uploading = ref(false)
  let drainer: Drainer | null = null

  /** Begin to move the queue; `onUploaded` runs after each pass that settled something. */
  function start(device: DeviceRow, onUploaded: () => Promise<void>): void {
    if (drainer) return
    drainer = makeDrainer({
      pass: () => pass(device),
      exclusively: async (work) => {
        await navigator.locks.request('songka-drain', work)
      },
      sleep,
      random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
      retrySeconds: policy<number[]>('sync.retry_seconds'),
      onPass: (result) => {
        note(result)
        if (result.settled > 0) void onUploaded()
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

  async function pass(device: DeviceRow): Promise<PassResult> {
    const greeted = await greet()
    if (greeted !== null) return greeted
    uploading.value = true
    try {
      return await uploadPass(outboxPort, syncServer(device.receiptKey, device.id), limits())
    } finally {
      uploading.value = false
    }
  }

  /** Say hello first: it tells the truth about the link even when nothing waits. Null means: go on. */
  async function greet(): Promise<PassResult | null> {
    const [head, counts, storage] = await Promise.all([readHead(), countOutbox(), askToPersist()])
    const sentAt = Date.now()
    const answer = await sayHello(
      { unsent: counts.unsent, oldest_at: counts.oldest, storage_persisted: storage.persisted, storage_free: storage.free, build },
      head,
    )
    if (answer.kind === 'refused') return { end: 'refused', settled: 0, code: answer.code }
    if (answer.kind !== 'ok') return { end: 'unreachable', settled: 0, code: null }
    // Half of the round trip is the best guess of how old the server's time is when it arrives.
    clockOffsetMs.value = Math.round(Date.parse(answer.value.server_time) - (sentAt + Date.now()) / 2)
    lastContact.value = new Date()
    await heedWhatTheServerHas(answer.value.have, head)
    return null
  }

  /** The server knows later records of ours than we do: our storage was emptied, and a new epoch begins. */
  async function heedWhatTheServerHas(have: { epoch: number; last_seq: number }[], head: { epoch: number; seq: number }): Promise<void> {
    const newest = have.reduce((most, one) => Math.max(most, one.epoch), 0)
    const ahead = have.some((one) => one.epoch > head.epoch || (one.epoch === head.epoch && one.last_seq > head.seq))
    if (ahead) await beginEpochAbove(newest)
  }

  function note(result: PassResult): void {
    refusal.value = result.end === 'refused' ? result.code : null
    if (result.end !== 'unreachable') state.value = 'online'
    // The browser believes in a network and the county does not answer: a portal, or a county that is down.
    else state.value = navigator.onLine && lastContact.value !== null ? 'captive' : 'offline'
  }

  return { state, lastContact, clockOffsetMs, refusal, uploading, start, nudge }
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
