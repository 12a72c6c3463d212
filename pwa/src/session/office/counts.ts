// The small numbers beside the navigation's words: rounds of today, records that wait.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { api, ask, type Result } from '@/api'
import type { components } from '@/api/schema'

export type Overview = components['schemas']['Overview']

const staleMs = 60_000

export const useCounts = defineStore('counts', () => {
  const overview = shallowRef<Overview | null>(null)
  const askedAt = ref(0)

  /** Ask for the overview; pages that only show the numbers ask at most once a minute. */
  async function load(): Promise<Result<Overview>> {
    askedAt.value = Date.now()
    const answer = await ask(api.GET('/api/v1/overview'))
    if (answer.ok) overview.value = answer.value
    return answer
  }

  async function loadIfStale(): Promise<void> {
    if (Date.now() - askedAt.value > staleMs) await load()
  }

  function forget(): void {
    overview.value = null
    askedAt.value = 0
  }

  return { overview, load, loadIfStale, forget }
})

/** How many rounds are today and how many records wait for a person. */
export function navCounts(overview: Overview | null): Record<string, number> {
  if (!overview) return {}
  const parked = overview.waiting.parked.reduce((sum, reason) => sum + reason.count, 0)
  return { rounds: overview.rounds_today.length, parked: parked + overview.waiting.conflicts }
}
