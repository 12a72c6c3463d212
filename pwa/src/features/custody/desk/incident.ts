// A missing card or one handed over twice: frozen until two people say how it came about (4.1.1.b, 4.1.5).
import { computed, ref } from 'vue'
import type { components } from '@/api/schema'
import { useProof } from '@/session'
import type { MarkKind } from '@/ui/kinds'

export type Incident = components['schemas']['Incident']
export type IncidentDetail = components['schemas']['IncidentDetail']
type NewSettlement = components['schemas']['NewIncidentSettlement']
export type Outcome = NewSettlement['outcome']
export type IncidentLack = 'outcome' | 'vault' | 'cause' | 'responsible' | 'second'

const outcomes: Readonly<Record<string, readonly Outcome[]>> = { missing: ['found', 'handed_over', 'lost'], second_hand_over: ['clarified'] }

/** What an incident of this kind may turn out to be. */
export const outcomesOf = (kind: string): readonly Outcome[] => outcomes[kind] ?? []

/** An open incident waits for people; one in which the card stays lost is settled, not well. */
export const incidentMark = (incident: Pick<Incident, 'state' | 'outcome'>): MarkKind => (incident.state === 'open' ? 'parked' : incident.outcome === 'lost' ? 'warn' : 'ok')

export function useIncidentSettlement(kind: string) {
  const possible = outcomesOf(kind)
  const outcome = ref<Outcome | null>(possible.length === 1 ? (possible[0] ?? null) : null)
  const vault = ref<string | null>(null)
  const cause = ref('')
  const responsible = ref('')
  const report = ref('')
  const second = useProof()

  const lacks = computed<IncidentLack[]>(() => [
    ...(outcome.value ? [] : ['outcome' as const]),
    ...(outcome.value === 'found' && !vault.value ? ['vault' as const] : []),
    ...(cause.value.trim() ? [] : ['cause' as const]),
    ...(responsible.value.trim() ? [] : ['responsible' as const]),
    ...(second.isGiven ? [] : ['second' as const]),
  ])
  const isTouched = computed(() => Boolean(cause.value || responsible.value || report.value || second.isTouched))
  const body = (): NewSettlement => ({
    outcome: outcome.value ?? 'clarified',
    cause: cause.value.trim(),
    responsible: responsible.value.trim(),
    report_number: report.value.trim() || null,
    vault_id: outcome.value === 'found' ? vault.value : null,
    second: second.body(),
  })

  return { possible, outcome, vault, cause, responsible, report, second, lacks, isTouched, body }
}
