// The joint count of this tablet, derived from its records: the last one that nobody took back (4.1.1.b).
import type { Corrected } from '@/rules'
import type { SavedRecord } from './outcomes'
import type { RecordBody } from './record'

export function countThatStands(records: readonly SavedRecord[]): RecordBody<'round.counted'> | null {
  const corrected = new Set(records.filter(({ body }) => body.type === 'event.corrected').map(({ body }) => (body.payload as Corrected).corrects))
  const counts = records.map(({ body }) => body).filter((body): body is RecordBody<'round.counted'> => body.type === 'round.counted')
  return counts.filter(({ id }) => !corrected.has(id)).at(-1) ?? null
}
