import { homes } from '@/session/guard'
import { readDevice, type DeviceRow } from '@/store'

// eslint-disable-next-line no-restricted-globals -- asks for names only, before any store is opened
const ownDatabases = (): Promise<IDBDatabaseInfo[]> => indexedDB.databases()

/** Where "/" leads: to the field when this browser is an enrolled device of ours, else to the desk. */
export async function entryPath(databases = ownDatabases, device: () => Promise<DeviceRow | null> = readDevice): Promise<string> {
  const known = await databases()
  const ours = known.some(({ name }) => name === 'songka-device') ? await device() : null
  return ours ? homes[ours.kind] : '/desk/overview'
}
