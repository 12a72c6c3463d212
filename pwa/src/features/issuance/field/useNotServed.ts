// Note that a person did not get the card today; their draft is over.
import { ref } from 'vue'
import { useField } from '@/session'
import type { BundlePerson } from '@/sync'
import { useServe } from './useServe'

export function useNotServed(saved: () => void) {
  const field = useField()
  const serve = useServe()
  const busy = ref(false)
  const failed = ref(false)

  /** `detail` says which rule in a word; it names nobody. */
  async function note(person: BundlePerson, reason: string, detail?: string): Promise<void> {
    if (busy.value || !field.specialist) return
    busy.value = true
    failed.value = false
    try {
      const payload = { card_id: person.card.id, cardholder_id: person.cardholder_id, reason, ...(detail ? { note: detail } : {}) }
      await field.save({ type: 'person.not_served', officer: field.specialist.id, approvals: [], payload })
      // First the way on: without its draft the step that holds this dialog is gone.
      saved()
      await serve.drop()
    } catch {
      failed.value = true
    } finally {
      busy.value = false
    }
  }

  return { note, busy, failed }
}
