import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it } from 'vitest'
import { deviceDatabase, OutboxDatabase } from './databases'
import { dexieStorage } from './queueStorage'

/** Open a database as a build of another version does; tells whether it had to wait for somebody. */
async function openRaw(name: string, version: number, upgrade: (database: IDBDatabase) => void = () => undefined): Promise<{ database: IDBDatabase; blocked: boolean }> {
  let blocked = false
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(name, version)
    opening.onupgradeneeded = () => upgrade(opening.result)
    opening.onblocked = () => (blocked = true)
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(new Error(opening.error?.name))
  })
  return { database, blocked }
}

const opened: { close(): void }[] = []
afterEach(() => opened.splice(0).forEach((one) => one.close()))

describe('C11: an old tab beside a new build', () => {
  it('lets go of the device’s database as soon as the new build wants to raise it', async () => {
    await deviceDatabase.open()
    opened.push(deviceDatabase)
    // Dexie counts tens: its version 1 is 10.
    const { database, blocked } = await openRaw('songka-device', 20, (raised) => raised.createObjectStore('later'))
    opened.push(database)
    expect(blocked).toBe(false)
    expect(database.version).toBe(20)
    expect(deviceDatabase.isOpen()).toBe(false)
  })
})

describe('C12: an older build after a newer one', () => {
  it('still opens the queue, with every record in it, and goes on with it', async () => {
    const name = 'songka-outbox-rolled-back'
    const first = new OutboxDatabase(name)
    await dexieStorage(first).write(async (tables) => await tables.putHead({ epoch: 1, seq: 3, hash: 'h', count: 3 }))
    first.close()
    const newer = await openRaw(name, 30, (raised) => raised.createObjectStore('later'))
    newer.database.close()

    const older = new OutboxDatabase(name)
    opened.push(older)
    const storage = dexieStorage(older)
    expect(await storage.read((tables) => tables.head())).toMatchObject({ seq: 3 })
    await storage.write(async (tables) => await tables.putHead({ epoch: 1, seq: 4, hash: 'i', count: 4 }))
    expect(await storage.read((tables) => tables.head())).toMatchObject({ seq: 4 })
  })
})
