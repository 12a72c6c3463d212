// A discrepancy is settled with cause, responsible and report; a missing card that is there again goes into the vault (4.1.1.b).
import { computed, ref } from 'vue'
import type { components } from '@/api/schema'
import { useProof } from '@/session'

export type Discrepancy = components['schemas']['Discrepancy']
export type Settlement = components['schemas']['Settlement']
export type SettlementLack = 'cause' | 'responsible' | 'report' | 'custodian'

/** Only a card that was not there can be found again. */
export const canBeFound = (found: Pick<Discrepancy, 'kind' | 'custody_state'>): boolean => found.kind === 'missing' && found.custody_state === 'missing'

export function useSettlement() {
  const cause = ref<string | null>(null)
  const responsible = ref('')
  const report = ref('')
  const note = ref('')
  const isFound = ref(false)
  const custodian = useProof()

  const lacks = computed<SettlementLack[]>(() => [
    ...(cause.value ? [] : ['cause' as const]),
    ...(responsible.value.trim() ? [] : ['responsible' as const]),
    ...(report.value.trim() ? [] : ['report' as const]),
    ...(isFound.value && !custodian.isGiven ? ['custodian' as const] : []),
  ])
  const isTouched = computed(() => Boolean(cause.value ?? (responsible.value || report.value || note.value)))
  const body = (): Settlement => ({
    cause: cause.value as Settlement['cause'],
    responsible: responsible.value.trim(),
    report_number: report.value.trim(),
    note: note.value.trim(),
    custodian: isFound.value ? custodian.body() : null,
  })

  return { cause, responsible, report, note, isFound, custodian, lacks, isTouched, body }
}
