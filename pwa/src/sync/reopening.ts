// A database whose connection breaks is opened again, a few times; then somebody must be told (fault C7).
import type { QueueStorage } from './ports'

/** The disk does not answer any more. Nothing is lost: what was saved is on it, and nothing more can be saved. */
export class StorageDown extends Error {
  constructor(cause: unknown) {
    super('storage_down', { cause })
  }
}

/** `storage`, opened anew up to `tries` times where `isBroken` says that an error is the connection's and not the work's. */
export function reopening(storage: QueueStorage, isBroken: (error: unknown) => boolean, tries: number): QueueStorage {
  async function steadily<T>(work: () => Promise<T>): Promise<T> {
    for (let left = tries; ; left -= 1) {
      try {
        return await work()
      } catch (error) {
        if (!isBroken(error)) throw error
        if (left === 0) throw new StorageDown(error)
        // An opening that fails is one of the tries.
        await storage.reopen().catch(() => undefined)
      }
    }
  }
  return {
    write: (work) => steadily(() => storage.write(work)),
    read: (work) => steadily(() => storage.read(work)),
    reopen: () => storage.reopen(),
  }
}
