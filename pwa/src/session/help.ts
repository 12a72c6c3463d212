// Which topic of the field guide belongs to which screen. The guide is a feature of its own: screens only name its topics.
import { useRoute, useRouter } from 'vue-router'

/** Of the places in the field's standing frame. */
export const placeTopics = { today: 'find', wrong: 'wrong-card', outbox: 'offline', close: 'close' } as const
/** Of the steps of serving one person: find, match, bank, sign, done. */
export const stepTopics = ['find', 'match', 'bank', 'sign', 'sign'] as const
/** Of all that a bank manager does on a phone. */
export const companionTopic = 'bank'

/** Open the guide over the screen as it stands: the address says so, the screen below goes on as it is. */
export function useHelp(): { open: (topic: string) => void } {
  const route = useRoute()
  const router = useRouter()
  return { open: (topic) => void router.push({ query: { ...route.query, help: topic } }) }
}
