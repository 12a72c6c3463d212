import { outboxDatabase } from './databases'

const WAITING = ['parked', 'conflict'] as const

/** The records that wait for people as far as this device knows; true whether or not it is unlocked. */
export async function listParked(): Promise<{ id: string; round: string }[]> {
  const rows = await Promise.all(WAITING.map((state) => outboxDatabase.records.where('state').equals(state).toArray()))
  return rows.flat().map(({ id, round }) => ({ id, round }))
}
