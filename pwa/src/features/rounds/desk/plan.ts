// Planning a round: one village, one bank, two people of two organisations, and the cards that lie ready (1.2.2.a, 1.2.2.b).
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { api, ask } from '@/api'
import type { components } from '@/api/schema'
import { useAnswer, useDesk, type Village } from '@/session'

export type Candidate = components['schemas']['RoundCard']
export type Partner = components['schemas']['Partner']
export type Lack = 'village' | 'bank' | 'day' | 'place' | 'specialist' | 'manager' | 'cards'

export interface PlanFields {
  village: Ref<Village | null>
  bank: Ref<string | null>
  day: Ref<string>
  place: Ref<string>
  specialist: Ref<string | null>
  manager: Ref<string | null>
}

/** What a plan still lacks, in the order of the form. */
export function lacksOf(fields: { [Key in keyof PlanFields]: unknown }, cards: number): Lack[] {
  const order: Exclude<Lack, 'cards'>[] = ['village', 'bank', 'day', 'place', 'specialist', 'manager']
  const open: Lack[] = order.filter((key) => (typeof fields[key] === 'string' ? fields[key].trim() === '' : !fields[key]))
  // Whether there are cards is known only once it is clear whose.
  return cards > 0 || open.includes('village') || open.includes('bank') ? open : [...open, 'cards']
}

/** Cards taken along: all that lie ready but those left out. */
export const taken = (candidates: readonly Candidate[], leftOut: ReadonlySet<string>): Candidate[] => candidates.filter(({ card_id }) => !leftOut.has(card_id))

export function usePartners(fields: PlanFields) {
  const desk = useDesk()
  const specialists = shallowRef<Partner[]>([])
  const managers = shallowRef<Partner[]>([])

  async function serving(role: 'card_specialist' | 'bank_manager', bank: string | null): Promise<Partner[]> {
    const village = fields.village.value
    if (!village || (role === 'bank_manager' && !bank)) return []
    const query = { area_code: village.code, role, ...(bank && role === 'bank_manager' ? { bank_code: bank } : {}) }
    const answer = await ask(api.GET('/api/v1/officers/serving', { params: { query } }))
    desk.heed(answer)
    return answer.ok ? answer.value.items : []
  }

  /** Keep a chosen partner who still fits, else take oneself, else the only one there is. */
  function settle(chosen: Ref<string | null>, found: readonly Partner[]): void {
    if (found.some(({ id }) => id === chosen.value)) return
    const own = found.find(({ id }) => id === desk.officer?.id)
    chosen.value = own?.id ?? (found.length === 1 ? (found[0]?.id ?? null) : null)
  }

  watch(fields.village, async () => {
    specialists.value = await serving('card_specialist', null)
    settle(fields.specialist, specialists.value)
  }, { immediate: true })
  watch([fields.village, fields.bank], async () => {
    managers.value = await serving('bank_manager', fields.bank.value)
    settle(fields.manager, managers.value)
  }, { immediate: true })

  return { specialists, managers }
}

export function useCandidates(fields: PlanFields) {
  const leftOut = ref(new Set<string>())
  const answer = useAnswer(() => ask(api.GET('/api/v1/rounds/candidates', { params: { query: { village_code: fields.village.value?.code ?? '', bank_code: fields.bank.value ?? '' } } })))
  const ready = computed(() => Boolean(fields.village.value && fields.bank.value))
  const candidates = computed(() => (ready.value ? (answer.value.value?.items ?? []) : []))
  const chosen = computed(() => taken(candidates.value, leftOut.value))

  watch([fields.village, fields.bank], async () => {
    answer.value.value = null
    leftOut.value = new Set()
    if (ready.value) await answer.load()
  }, { immediate: true })

  function toggle(cardId: string): void {
    const next = new Set(leftOut.value)
    if (!next.delete(cardId)) next.add(cardId)
    leftOut.value = next
  }

  const toggleAll = (): void => { leftOut.value = leftOut.value.size ? new Set() : new Set(candidates.value.map(({ card_id }) => card_id)) }

  return { answer, ready, candidates, chosen, leftOut, toggle, toggleAll }
}
