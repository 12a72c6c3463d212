// What waits for people is settled by two of them: a decision, a reason of the table, and the second person's account (4.1.1.b).
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { components } from '@/api/schema'
import { useProof } from '@/session'

type ParkedSettlement = components['schemas']['NewParkedSettlement']
type CaseSettlement = components['schemas']['NewCaseSettlement']
export type Decision = ParkedSettlement['decision'] | CaseSettlement['decision']
export type SettlementLack = 'decision' | 'record' | 'reason' | 'second'
export type Common = Pick<ParkedSettlement, 'reason' | 'note' | 'second'>

const decisions: readonly Decision[] = ['stands', 'void', 're_entered', 'first', 'second', 'noted']
export const decisionOf = (code: string | null): Decision | null => decisions.find((one) => one === code) ?? null

/** Say a decision in words; one that this build does not know stays its code. */
export function useDecisionWords(): (code: string) => string {
  const { t } = useI18n({ useScope: 'global' })
  return (code) => { const known = decisionOf(code); return known ? t(`sync.desk.settle.is.${known}`) : code }
}

/** How a parked record may be settled; it stands only where the server says that it can. */
export const parkedDecisions = (canStand: boolean): Decision[] => (canStand ? ['stands', 'void', 're_entered'] : ['void', 're_entered'])

const isRecordId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** A record's id, out of itself or out of the address of the page that shows it. */
export function recordIdIn(text: string): string | null {
  const last = text.trim().toLowerCase().split(/[/?#]/).find(isRecordId)
  return last ?? null
}

export function useSettlement(only: readonly Decision[]) {
  const decision = ref<Decision | null>(only.length === 1 ? (only[0] ?? null) : null)
  const record = ref('')
  const reason = ref<string | null>(null)
  const note = ref('')
  const second = useProof()

  const lacks = computed<SettlementLack[]>(() => [
    ...(decision.value ? [] : ['decision' as const]),
    ...(decision.value === 're_entered' && !recordIdIn(record.value) ? ['record' as const] : []),
    ...(reason.value ? [] : ['reason' as const]),
    ...(second.isGiven ? [] : ['second' as const]),
  ])
  const isTouched = computed(() => Boolean(reason.value ?? (note.value || record.value || second.isTouched)))
  const common = (): Common => ({ reason: reason.value as Common['reason'], note: note.value.trim() || null, second: second.body() })

  return { decision, record, reason, note, second, lacks, isTouched, common }
}
