// The joint count of one tablet at the end of the day (4.1.1.b).
import type { Strokes } from '@/capture'
import { useClosing } from '@/features/rounds/field/useClosing'
import { useField } from '@/session/field'

const ink = (height: number): Strokes => ({ box: [600, 200], strokes: [[[30, 90, 0], [220, height, 120], [400, 130, 260]]] })

/** Count what is in the hand, card by card, say what is missing, and sign. */
export async function count({ missing }: { missing: string[] }): Promise<Record<string, unknown>> {
  const closing = useClosing()
  await closing.begin()
  const { people, handed, wrong } = closing.ledger
  for (const { card } of people) {
    if (handed.has(card.id)) continue
    const where = missing.includes(card.number) ? 'missing' : wrong.has(card.id) ? 'wrong' : 'returned'
    await closing.count([card.id], where)
  }
  await closing.finish(true)
  await closing.noteCash(true)
  const { taken, returned, wrong: bag, missing: gone } = closing.sums
  const { cashFen, receipts } = closing.ledger
  if (useField().counted) throw new Error('counted already')
  await closing.sign(ink(40), ink(60))
  return { taken, handed: handed.size, returned, wrong: bag, missing: gone, cashFen, receipts: receipts.length }
}
