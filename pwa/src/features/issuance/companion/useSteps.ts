import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

/** The steps at the bank's desk, in words. */
export function useSteps(): ComputedRef<string[]> {
  const { t } = useI18n()
  return computed(() => (['find', 'check', 'activate', 'done'] as const).map((step) => t(`issuance.companion.step.${step}`)))
}
