// A scanner at the count: the list shows masked numbers only, so the server says whose code was scanned.
import { onBeforeUnmount, onMounted, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api, ask } from '@/api'
import { createWedge } from '@/capture'
import { useDesk } from '@/session'
import type { CountCard, useCount } from './count'

export interface Scanned { cardId: string | null; words: string; detail?: string }

/** Tick what is scanned while `listens` says so; `scanned` is the last answer, to be shown. */
export function useScanTick(count: ReturnType<typeof useCount>, all: () => readonly CountCard[], listens: () => boolean) {
  const { t } = useI18n({ useScope: 'global' })
  const desk = useDesk()
  const scanned = ref<Scanned | null>(null)

  async function tick(text: string): Promise<void> {
    if (!listens()) return
    const answer = await ask(api.POST('/api/v1/cards/search', { body: { q: text.slice(0, 60), page: 1, per_page: 5, village_code: null, custody_state: null, batch_id: null, bank_code: null } }))
    desk.heed(answer)
    if (!answer.ok) return void (scanned.value = { cardId: null, words: t('rounds.desk.checkOut.scanFailed') })
    const ids = new Set(answer.value.items.map((card) => card.id))
    const card = all().find(({ card_id }) => ids.has(card_id))
    if (!card) return void (scanned.value = { cardId: null, words: t('rounds.desk.checkOut.foreign'), detail: t('rounds.desk.checkOut.foreignWhat') })
    count.set([card.card_id], true)
    scanned.value = { cardId: card.card_id, words: t('rounds.desk.checkOut.ticked', { position: card.box_position, name: card.name }) }
  }

  const wedge = createWedge({ onBurst: ({ text }) => void tick(text.trim()) })
  onMounted(() => wedge.start())
  onBeforeUnmount(() => wedge.stop())

  return { scanned }
}
