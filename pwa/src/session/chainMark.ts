// Where this device's chain ends and the code that names it, for as long as it grows (docs/api/tally.md). No key is needed.
import { shallowRef, watch, type ShallowRef } from 'vue'
import { readChainMark, type ChainMark } from '@/store'
import { useField } from './field'

/** Null until it is read, and while this browser is no device. */
export function useChainMark(): Readonly<ShallowRef<ChainMark | null>> {
  const field = useField()
  const mark = shallowRef<ChainMark | null>(null)
  watch(
    () => [field.counts, field.device] as const,
    async () => (mark.value = field.device ? await readChainMark(field.device.id) : null),
    { immediate: true },
  )
  return mark
}
