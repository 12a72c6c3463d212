// The counties whoever is logged in may write a list for; the only one is chosen at once.
import { onMounted, ref } from 'vue'
import { countiesIn, prefixesOf, useDesk } from '@/session'
import type { Choice } from '@/ui/kinds'

export function useCounties() {
  const desk = useDesk()
  const areas = ref<Choice[]>([])
  const area = ref<string | null>(null)
  const only = (): string | null => (areas.value.length === 1 ? (areas.value[0]?.value ?? null) : null)
  onMounted(async () => {
    areas.value = (await countiesIn(prefixesOf(desk.officer?.organisation ?? { area_prefixes: [] }))).map(({ code, name: label }) => ({ value: code, label }))
    area.value = only()
  })
  return { areas, area, forget: () => (area.value = only()) }
}
