// The portrait that the round brought along, as a picture; null where the sheet had none.
import { computed, type ComputedRef } from 'vue'
import { useField } from '@/session'
import type { BundlePerson } from '@/sync'

export function usePortrait(person: () => BundlePerson | null): ComputedRef<Blob | null> {
  const field = useField()
  return computed(() => {
    const of = person()
    const bytes = of ? field.roster?.portrait(of) : null
    return bytes ? new Blob([bytes as BlobPart]) : null
  })
}
