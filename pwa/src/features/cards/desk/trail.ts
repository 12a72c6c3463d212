// A card's story: movements and changes of its functions in one line of time.
import type { components } from '@/api/schema'

type Story = components['schemas']['CardWithTrail']
type Movement = components['schemas']['Movement']
type StateChange = components['schemas']['StateChange']

export type Step =
  | { key: string; kind: 'movement'; at: string; clause: string; movement: Movement }
  | { key: string; kind: 'change'; at: string; clause: string; change: StateChange }

/** The newest first. What happened at the same moment keeps the order in which it was written down. */
export function stepsOf(card: Pick<Story, 'movements' | 'state_changes'>): Step[] {
  const movements = card.movements.map((movement): Step => ({ key: `m${movement.id}`, kind: 'movement', at: movement.at, clause: movement.clause, movement }))
  const changes = card.state_changes.map((change, i): Step => ({ key: `c${i}`, kind: 'change', at: change.at, clause: change.clause, change }))
  return [...movements, ...changes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).reverse()
}
