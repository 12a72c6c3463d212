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

// A record parked for one of these has a case as well; it waits once, as the case.
const withCase: readonly string[] = ['card_already_handed_over', 'chain_broken']

/** How many things wait for a person: cases, and parked records that are part of none. */
export function waitingCount(waiting: Overview['waiting']): number {
  const alone = waiting.parked.filter(({ reason }) => !withCase.includes(reason))
  return alone.reduce((sum, { count }) => sum + count, waiting.conflicts)
}

/** How many rounds are today and how many things wait for a person. */
export function navCounts(overview: Overview | null): Record<string, number> {
  if (!overview) return {}
  return { rounds: overview.rounds_today.length, parked: waitingCount(overview.waiting) }
}
