import { Dexie, type Table } from 'dexie'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { beganAnotherEpoch, OutboxDatabase, type OutboxRow } from './databases'
import { dexieStorage } from './queueStorage'
import { keepSecondCopy } from './secondCopy'

interface Row {
  id: string
  state?: string
}

class Rows extends Dexie {
  rows!: Table<Row, string>
  parts!: Table<{ of: string; part: number }, [string, number]>

  constructor(indexedDB: IDBFactory) {
    super('rows', { indexedDB, IDBKeyRange })
    this.version(1).stores({ rows: 'id', parts: '[of+part]' })
  }
}

let here: IDBFactory
let there: IDBFactory

/** The database as a page opens it; `there` is a second place, unless there is none. */
function opened(second: () => Promise<IDBFactory | null> = () => Promise.resolve(there)): { first: Rows; copied: () => Promise<void> } {
  const first = new Rows(here)
  const copied = keepSecondCopy(first, async () => {
    const place = await second()
    return place && new Rows(place)
  })
  return { first, copied }
}

/** What lies in a place, seen past the copying. */
async function contents(place: IDBFactory): Promise<{ rows: Row[]; parts: number }> {
  const plain = new Rows(place)
  const found = { rows: await plain.rows.toArray(), parts: await plain.parts.count() }
  plain.close()
  return found
}

async function filled(): Promise<void> {
  const { first, copied } = opened()
  await first.rows.bulkAdd([{ id: 'a' }, { id: 'b' }])
  await first.parts.bulkAdd([{ of: 'a', part: 0 }, { of: 'a', part: 1 }, { of: 'b', part: 0 }])
  await copied()
  first.close()
}

beforeEach(() => {
  here = new IDBFactory()
  there = new IDBFactory()
})

describe('the second copy', () => {
  it('repeats what was written, changed and deleted, and nothing of what was undone', async () => {
    const { first, copied } = opened()
    await first.rows.bulkAdd([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
    await first.rows.update('a', { state: 'received' })
    await first.rows.delete('b')
    await first.parts.bulkAdd([{ of: 'a', part: 0 }, { of: 'b', part: 0 }])
    await first.parts.where('[of+part]').between(['a', -1], ['a', Infinity]).delete()
    await first.transaction('rw', first.rows, async () => {
      await first.rows.add({ id: 'd' })
      throw new Error('undone')
    }).catch(() => undefined)
    await copied()
    expect(await contents(there)).toEqual({ rows: [{ id: 'a', state: 'received' }, { id: 'c' }], parts: 1 })
    expect(await contents(there)).toEqual(await contents(here))
  })

  it('C5: brings everything back where the browser emptied the first', async () => {
    await filled()
    here = new IDBFactory()
    expect(await opened().first.rows.toArray()).toEqual([{ id: 'a' }, { id: 'b' }])
    expect(await contents(here)).toEqual({ rows: [{ id: 'a' }, { id: 'b' }], parts: 3 })
  })

  it('C5: copies anew where the browser emptied the second', async () => {
    await filled()
    there = new IDBFactory()
    const { first, copied } = opened()
    await first.open()
    await copied()
    expect(await contents(there)).toEqual(await contents(here))
  })

  it('C1: is made complete after a kill between the two, and what was deleted does not come back', async () => {
    await filled()
    const alone = new Rows(here)
    await alone.rows.add({ id: 'c' })
    await alone.rows.delete('a')
    alone.close()
    const { first, copied } = opened()
    await first.open()
    await copied()
    expect((await contents(there)).rows).toEqual([{ id: 'b' }, { id: 'c' }])
    first.close()
    here = new IDBFactory()
    expect((await opened().first.rows.toArray()).map(({ id }) => id)).toEqual(['b', 'c'])
  })

  it('C5: gives back the records of an epoch that was emptied and went on while the second place did not open', async () => {
    const queue = (place: IDBFactory) => new OutboxDatabase('queue', { indexedDB: place, IDBKeyRange })
    const row = (id: string, epoch: number) => ({ id, place: [epoch, 1] as [number, number], round: 'round', state: 'saved' }) as OutboxRow
    const second = queue(there)
    await second.records.add(row('lost', 1))
    await second.chain.put({ key: 'head', epoch: 1, seq: 1, hash: 'h', count: 1 })
    const first = queue(here)
    await first.records.add(row('new', 2))
    await first.chain.put({ key: 'head', epoch: 2, seq: 1, hash: 'i', count: 1 })
    first.close()
    const again = queue(here)
    const copied = keepSecondCopy(again, () => Promise.resolve(second), beganAnotherEpoch)
    await again.open()
    await copied()
    for (const one of [again, second]) {
      expect((await one.records.toArray()).map(({ id }) => id)).toEqual(['lost', 'new'])
      expect(await one.chain.get('head')).toMatchObject({ epoch: 2 })
    }
  })

  it('holds nothing up where there is no second place, or one that does not open', async () => {
    const newer = new IDBFactory()
    await new Promise((resolve) => (newer.open('rows', 99).onsuccess = resolve))
    for (const second of [() => Promise.resolve(null), () => Promise.reject(new Error('no bucket')), () => Promise.resolve(newer)]) {
      here = new IDBFactory()
      const { first, copied } = opened(second)
      await first.rows.add({ id: 'a' })
      await copied()
      expect((await contents(here)).rows).toEqual([{ id: 'a' }])
    }
  })

  it('C5: no save of the queue is over before both places have it', async () => {
    const database = new OutboxDatabase('twice')
    database.copied = keepSecondCopy(database, () => Promise.resolve(new OutboxDatabase('twice', { indexedDB: there, IDBKeyRange })))
    await dexieStorage(database).write((tables) => tables.putHead({ epoch: 1, seq: 7, hash: 'h', count: 7 }))
    const copy = new OutboxDatabase('twice', { indexedDB: there, IDBKeyRange })
    expect(await copy.chain.get('head')).toMatchObject({ seq: 7 })
  })
})
