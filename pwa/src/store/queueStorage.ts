// The queue's database as the sync core sees it: Dexie on IndexedDB, every transaction strict.
import type { QueueState, QueueStorage, QueueTables } from '@/sync'
import type { OutboxDatabase, OutboxRow } from './databases'
import { isOld } from './oldRecords'

// What Chromium and WebKit throw when the connection, and not the work, is at fault (fault C7).
const BROKEN = ['UnknownError', 'InvalidStateError', 'DatabaseClosedError', 'OpenFailedError']
// What reading a row throws whose bytes lay in a file of their own that is damaged or gone (fault C6).
const UNREADABLE = ['DataError', 'NotReadableError', 'NotFoundError']

export function dexieStorage(database: OutboxDatabase): QueueStorage {
  const { records, attachments, chain } = database
  const inState = (state: QueueState) => records.where('state').equals(state)
  const tables: QueueTables = {
    async head() {
      const row = await chain.get('head')
      if (!row) return null
      const { epoch, seq, hash, count, ended } = row
      return { epoch, seq, hash, count, ...(ended ? { ended } : {}) }
    },
    putHead: async (head) => void (await chain.put({ key: 'head', ...head })),
    record: async (id) => fresh(await records.get(id)),
    // A state at a time: each is one request, while a choice of several would walk the index row by row.
    recordsIn: async (states) => (await Promise.all(states.map((state) => inState(state).toArray()))).flat().filter(isFresh),
    countIn: async (states) => (await Promise.all(states.map((state) => inState(state).count()))).reduce((sum, count) => sum + count, 0),
    // Within a state the index runs by id.
    firstIn: async (state) => fresh(await inState(state).first()),
    addRecord: async (row) => void (await records.add(row)),
    putRecord: async (row) => void (await records.put(row)),
    deleteRecord: (id) => records.delete(id),
    async file(sealed) {
      const row = await attachments.get(sealed).catch(nothingReadable)
      return row && 'bytes' in row ? { sealed, round: row.round, bytes: row.bytes, arrived: row.arrived } : null
    },
    putFile: async ({ sealed, ...file }) => void (await attachments.put({ sha256: sealed, ...file })),
    noteArrived: async (sealed, arrived) => void (await attachments.update(sealed, { arrived })),
    deleteFile: (sealed) => attachments.delete(sealed),
  }
  const all = [records, attachments, chain]
  return {
    async write(work) {
      const done = await database.transaction('rw', all, () => work(tables))
      // No write begins before the last one is in both copies: a kill tears at most one of them.
      await database.copied()
      return done
    },
    read: (work) => database.transaction('r', all, () => work(tables)),
    async reopen() {
      database.close()
      await database.open()
    },
  }
}

export function isBrokenConnection(error: unknown): boolean {
  return error instanceof Error && BROKEN.includes(error.name)
}

function nothingReadable(error: unknown): undefined {
  if (error instanceof Error && UNREADABLE.includes(error.name)) return undefined
  throw error
}

type FreshRow = Exclude<OutboxRow, { sealed: object }>

function isFresh(row: OutboxRow): row is FreshRow {
  return !isOld(row)
}

function fresh(row: OutboxRow | undefined): FreshRow | null {
  return row && isFresh(row) ? row : null
}
