// What the far sides have confirmed of this device's own records: asked often while the person still stands there (1.2.2.d).
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { readConfirmations } from '@/api'
import { policy } from '@/rules'
import type { Outcome } from '@/sync'
import { useField } from './field'
import { useLink } from './link'

/** The last word on an activation, or that there is none yet. */
export type Answered = 'confirmed' | 'refused' | 'waits'

export const useConfirmations = defineStore('confirmations', () => {
  const field = useField()
  const link = useLink()
  const states = shallowRef<ReadonlyMap<string, string>>(new Map())
  const awaited = computed(() => [...field.served.values()].some((outcome) => isAwaited(outcome, social(outcome.eventId), field.now)))

  /** What became of the social function that this hand-over asked for. */
  function social(eventId: string): Answered {
    return answered(states.value.get(`${eventId}|social`))
  }

  /** What became of the recovery of a temporary card that this hand-over asked for (2.2). */
  function recovery(eventId: string): Answered {
    return answered(states.value.get(`${eventId}|recovery`))
  }

  async function ask(): Promise<void> {
    if (link.state !== 'online') return
    const items = await readConfirmations()
    if (items.length > 0) states.value = new Map(items.map(({ event_id, kind, state }) => [`${event_id}|${kind}`, state]))
  }

  // Once after each reload and each return of the link; and again and again while somebody waits for the answer.
  watch(() => link.state === 'online' && field.roster !== null, (ready) => void (ready && ask()), { immediate: true })
  setInterval(() => void (awaited.value && ask()), policy('device.confirmation_seconds') * 1000)

  return { social, recovery }
})

/** Whether it is worth asking: handed over a moment ago, arrived at the county, and nothing said yet. */
export function isAwaited(outcome: Outcome, social: Answered, now: Date): boolean {
  if (outcome.kind !== 'handed_over' || outcome.social !== 'requested' || outcome.state !== 'received') return false
  return social === 'waits' && now.getTime() - Date.parse(outcome.at) < policy('device.confirmation_minutes') * 60_000
}

function answered(state: string | undefined): Answered {
  if (state === 'confirmed') return 'confirmed'
  return state === 'refused' || state === 'dead' ? 'refused' : 'waits'
}
