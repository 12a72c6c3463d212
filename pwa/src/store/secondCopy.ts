// A database kept twice: Chromium empties a site's database when its log was torn, and whatever lies beside it goes along.
// See docs/decisions/second-copy.md.
import type { DBCore, DBCoreMutateRequest, DBCoreTransaction, Dexie, IndexableType, Table } from 'dexie'

type WentOn = (first: Dexie, second: Dexie) => Promise<boolean>
type Write = { table: string; request: DBCoreMutateRequest }

/** Tables of no more rows are copied whole when copies are compared; of larger ones only what is missing. */
const FEW = 20
/** Rows copied at a time: attachments are large. */
const PIECE = 50
/** A browser that does not open the second place by then is taken for one that has none. */
const PATIENCE_MS = 5_000

/**
 * Repeat every committed write of `first` in a second database, and bring its rows back where `first` is found empty when it is
 * opened. `openSecond` gives null where there is no second place. Returns a wait for what is committed to be copied; a second
 * copy that cannot be written holds nothing up: it is completed at the next opening. `wentOn`: whether `first` was emptied and
 * went on by itself, since the second did not open: its rows then come back beside the new ones.
 */
export function keepSecondCopy(first: Dexie, openSecond: () => Promise<Dexie | null>, wentOn: WentOn = () => Promise.resolve(false)): () => Promise<void> {
  let second: Promise<Dexie | null> | null = null
  let copied: Promise<void> = Promise.resolve()

  const inTurn = (work: (other: Dexie) => Promise<void>) => {
    copied = copied.then(async () => {
      const other = await second
      if (other) await work(other)
    }).catch(() => undefined)
  }

  async function match(opened: Dexie): Promise<void> {
    second ??= inTime(openSecond())
    const other = await second
    if (!other) return
    if ((await isEmpty(opened)) && !(await isEmpty(other))) await bringBack(other, opened)
    else inTurn(async (to) => complete(first, to, await wentOn(first, to)))
  }

  first.use({ stack: 'dbcore', name: 'second-copy', create: (core) => noting(core, (writes) => inTurn((other) => repeat(other, writes))) })
  // Everything else waits until this is done, at each opening; a second copy that does not work must not keep the first closed.
  first.on('ready', (opened) => match(opened).catch(() => undefined), true)
  return () => copied
}

async function inTime(opening: Promise<Dexie | null>): Promise<Dexie | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS))
  return await Promise.race([opening.catch(() => null), late])
}

/** The same core, telling what each transaction has written once it is committed. */
function noting(core: DBCore, committed: (writes: Write[]) => void): DBCore {
  const writes = new WeakMap<DBCoreTransaction, Write[]>()
  return {
    ...core,
    transaction(tables, mode, options) {
      const transaction = core.transaction(tables, mode, options)
      if (mode !== 'readwrite') return transaction
      writes.set(transaction, [])
      // What Dexie hands on here is IndexedDB's own transaction.
      const own = transaction as unknown as IDBTransaction
      own.addEventListener('complete', () => committed(writes.get(transaction) ?? []))
      return transaction
    },
    table(name) {
      const table = core.table(name)
      return {
        ...table,
        async mutate(request) {
          const answer = await table.mutate(request)
          writes.get(request.trans)?.push({ table: name, request })
          return answer
        },
      }
    },
  }
}

async function repeat(second: Dexie, writes: Write[]): Promise<void> {
  if (writes.length === 0) return
  await second.transaction('rw', [...new Set(writes.map(({ table }) => table))], async (transaction) => {
    for (const { table, request } of writes) {
      const [into, trans] = [transaction.table(table), transaction.idbtrans]
      if (request.type === 'add' || request.type === 'put') await into.bulkPut([...request.values])
      else if (request.type === 'delete') await into.bulkDelete([...request.keys])
      else await into.core.mutate({ type: 'deleteRange', range: request.range, trans })
    }
  })
}

async function isEmpty(database: Dexie): Promise<boolean> {
  const counts = await Promise.all(database.tables.map((table) => table.count()))
  return counts.every((count) => count === 0)
}

/** All or nothing: a restart in the middle of it finds the first empty again. */
async function bringBack(second: Dexie, first: Dexie): Promise<void> {
  const rows = await Promise.all(second.tables.map((table) => table.toArray()))
  await first.transaction('rw', first.tables, async (transaction) => {
    for (const [place, { name }] of second.tables.entries()) await transaction.table(name).bulkPut(rows[place] ?? [])
  })
}

/** Make the second what the first is, after a kill between the two or on a device that had no second yet; or give back what only the second has. */
async function complete(first: Dexie, second: Dexie, givesBack: boolean): Promise<void> {
  for (const from of first.tables) {
    const to = second.table(from.name)
    // In this order: what is written meanwhile is in neither list, and is repeated after this.
    const there = await keysOf(to)
    const here = await keysOf(from)
    const [known, kept] = [new Set(there.map(spelled)), new Set(here.map(spelled))]
    await copyRows(from, to, here.length <= FEW ? here : here.filter((key) => !known.has(spelled(key))))
    const gone = there.filter((key) => !kept.has(spelled(key)))
    await (givesBack ? copyRows(to, from, gone) : to.bulkDelete(gone))
  }
}

async function copyRows(from: Table<unknown, IndexableType>, to: Table<unknown, IndexableType>, keys: IndexableType[]): Promise<void> {
  for (let at = 0; at < keys.length; at += PIECE) {
    const rows: unknown[] = await from.bulkGet(keys.slice(at, at + PIECE))
    await to.bulkPut(rows.filter((row) => row !== undefined))
  }
}

async function keysOf(table: Table<unknown, IndexableType>): Promise<IndexableType[]> {
  return await table.toCollection().primaryKeys()
}

const spelled = (key: IndexableType): string => JSON.stringify(key)

interface StorageBuckets {
  open(name: string, options: { persisted: boolean; durability: 'relaxed' }): Promise<{ indexedDB: IDBFactory }>
}

/** A place of this origin whose databases have files of their own; null where the browser has none (WebKit and Gecko keep databases that do not tear). */
export async function secondPlace(): Promise<IDBFactory | null> {
  const { storageBuckets } = navigator as Navigator & { storageBuckets?: StorageBuckets }
  const bucket = await storageBuckets?.open('songka-second-copy', { persisted: true, durability: 'relaxed' })
  return bucket?.indexedDB ?? null
}
