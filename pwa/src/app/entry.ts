// eslint-disable-next-line no-restricted-globals -- asks for names only, before any store is opened
const ownDatabases = (): Promise<IDBDatabaseInfo[]> => indexedDB.databases()

/** Where "/" leads: to the field when this browser holds a device of ours, else to the desk. */
export async function entryPath(databases = ownDatabases): Promise<string> {
  const known = await databases()
  return known.some(({ name }) => name === 'songka-device') ? '/today' : '/desk/overview'
}
