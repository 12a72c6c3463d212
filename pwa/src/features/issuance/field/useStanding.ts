// Of whoever stands here as proxy: known as soon as the number is hashed, and again after each hand-over of this tablet.
import { computed, ref, watch, type ComputedRef } from 'vue'
import { useField } from '@/session'
import { sha256 } from '@/store'
import type { ServeDraft } from './draft'
import { proxyHash, standingOf, type Standing } from './proxyStanding'

export function useStanding(draft: () => ServeDraft | null): ComputedRef<Standing | null> {
  const field = useField()
  const hashed = ref<{ number: string; hash: string } | null>(null)
  const known = computed(() => field.roster?.header.proxies ?? null)
  const number = computed(() => draft()?.proxy?.identity?.number ?? null)

  watch([number, known], async ([now, list]) => {
    hashed.value = null
    if (!now || !list) return
    const hash = await proxyHash(list.salt, now, sha256)
    if (number.value === now) hashed.value = { number: now, hash }
  }, { immediate: true })

  return computed(() => {
    const serving = draft()
    if (!serving?.proxy || !number.value) return null
    const hash = hashed.value?.number === number.value ? hashed.value.hash : null
    return standingOf(number.value, hash, known.value, field.served, { cardholderId: serving.cardholderId, household: serving.proxy.household })
  })
}
