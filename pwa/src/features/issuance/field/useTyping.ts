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

/** Whether anybody takes typed keys now; while nobody does, they are the page's own. */
export function wantsTyped(): boolean {
  return taker() !== undefined
}

/** Give typed keys to whoever takes them now. */
export function giveTyped(text: string): void {
  taker()?.take(text)
}

const taker = (): Taker | undefined => takers.findLast(({ isListening }) => isListening())
