// Keys of a person's own keyboard while somebody is served. The wedge holds a key back until its pace shows whose it was,
// so that a reader's first keys never land in a number that a clerk is typing.
import { onBeforeUnmount, onMounted } from 'vue'

interface Taker {
  take: (text: string) => void
  isListening: () => boolean
}

const takers: Taker[] = []

/** Take typed keys while the component is shown and `isListening`. The newest taker has them. */
export function useTyping(take: (text: string) => void, isListening: () => boolean): void {
  const taker = { take, isListening }
  onMounted(() => takers.push(taker))
  onBeforeUnmount(() => void takers.splice(takers.indexOf(taker), 1))
}

/** Who takes typed keys now; nobody while none of them listens, and then the keys are the page's own. */
export function whoTakesKeys(): Taker['take'] | undefined {
  return takers.findLast(({ isListening }) => isListening())?.take
}
