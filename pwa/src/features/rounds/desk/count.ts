// Counting a round's cards, out of the vault or back into it: tick by tick, box by box, or with a scanner. Kept over a reload by ids alone.
import { computed, ref, watch } from 'vue'
import type { components } from '@/api/schema'
import { dropTicks, keepTicks, readTicks } from '@/store'

export type CountCard = Pick<components['schemas']['RoundCard'], 'card_id' | 'box_position' | 'name'> & { number_masked?: string; social_security_number_masked?: string }

export interface Box { key: string; cards: CountCard[] }

/** The cards of each box, in box order: all parts of the position but the slot. */
export function boxesOf(cards: readonly CountCard[]): Box[] {
  const boxes: Box[] = []
  for (const card of cards) {
    const key = card.box_position.split('-').slice(0, -1).join('-') || card.box_position
    const last = boxes.at(-1)
    if (last?.key === key) last.cards.push(card)
    else boxes.push({ key, cards: [card] })
  }
  return boxes
}

/** `draft` names what is being counted; the ticks are kept under it until `forget`. */
export function useCount(draft: string, cards: () => readonly CountCard[]) {
  const ticked = ref(new Set(readTicks(draft)))
  const boxes = computed(() => boxesOf(cards()))
  const here = computed(() => cards().filter(({ card_id }) => ticked.value.has(card_id)))
  const open = computed(() => cards().length - here.value.length)

  watch(ticked, (ids) => keepTicks(draft, ids))

  function set(ids: readonly string[], on: boolean): void {
    const next = new Set(ticked.value)
    ids.forEach((id) => (on ? next.add(id) : next.delete(id)))
    ticked.value = next
  }

  const has = (id: string): boolean => ticked.value.has(id)
  const isWhole = (box: Box): boolean => box.cards.every(({ card_id }) => has(card_id))
  const toggleBox = (box: Box): void => set(box.cards.map(({ card_id }) => card_id), !isWhole(box))
  const countIn = (box: Box): number => box.cards.filter(({ card_id }) => has(card_id)).length

  return { boxes, here, open, set, has, isWhole, toggleBox, countIn, forget: () => dropTicks(draft) }
}
