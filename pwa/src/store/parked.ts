import { outboxDatabase } from './databases'

/** The records that wait for people as far as this device knows; true whether or not it is unlocked. */
export async function listParked(): Promise<{ id: string; round: string }[]> {
  const rows = await outboxDatabase.records.where('state').anyOf('parked', 'conflict').toArray()
  return rows.map(({ id, round }) => ({ id, round }))
}
