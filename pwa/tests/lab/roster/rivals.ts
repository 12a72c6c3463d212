// What others would build: a row for each person, in the clear with indexes, or each row under AES-GCM.
import { Dexie, type Table } from 'dexie'
import type { SearchWay } from '@/session/people'
import type { BundlePerson } from '@/sync'

/** One way to keep people on a tablet. */
export interface Way {
  store(people: BundlePerson[], bundle: Uint8Array): Promise<void>
  /** After a restart: whatever it takes until the first search can be answered. */
  open(): Promise<void>
  search(way: SearchWay, typed: string): Promise<BundlePerson[]> | BundlePerson[]
  byCode(text: string): Promise<BundlePerson | null> | BundlePerson | null
  byNumber(number: string): Promise<BundlePerson | null> | BundlePerson | null
}

type PlainRow = BundlePerson & { tail: string; card_number: string; box: string }

/** One row a person in the clear, IndexedDB's own indexes on what is searched: nothing has to be opened. */
export function plainRows(): Way {
  const database = new Dexie('plain-rows', { chromeTransactionDurability: 'strict' })
  database.version(1).stores({ people: 'cardholder_id, tail, initials, box, card_number, number' })
  const people = (database as Dexie & { people: Table<PlainRow, string> }).people
  const index = { id_tail: 'tail', pinyin: 'initials', box_position: 'box' } as const
  return {
    store: async (all) => void (await people.bulkAdd(all.map((one) => ({ ...one, tail: one.number.slice(-4), card_number: one.card.number, box: one.card.box_position })))),
    open: async () => void (await people.limit(40).toArray()),
    search: (way, typed) => people.where(index[way]).startsWith(typed).toArray(),
    byCode: async (text) => (await people.get({ card_number: text })) ?? null,
    byNumber: async (number) => (await people.get({ number })) ?? null,
  }
}

function searched({ number, initials, card }: BundlePerson, way: SearchWay): string {
  return { id_tail: number.slice(-4), pinyin: initials, box_position: card.box_position }[way]
}

interface SealedRow {
  cardholder_id: string
  iv: Uint8Array
  data: ArrayBuffer
}

/** One row a person, each sealed by itself: all must be opened before anything can be found. */
export function sealedRows(): Way {
  const database = new Dexie('sealed-rows', { chromeTransactionDurability: 'strict' })
  database.version(1).stores({ people: 'cardholder_id', keys: 'id' })
  const people = (database as Dexie & { people: Table<SealedRow, string> }).people
  const keys = (database as Dexie & { keys: Table<{ id: string; key: CryptoKey }, string> }).keys
  let opened: BundlePerson[] = []

  async function sealed(key: CryptoKey, person: BundlePerson): Promise<SealedRow> {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(person)))
    return { cardholder_id: person.cardholder_id, iv, data }
  }

  async function unsealed(key: CryptoKey, { iv, data }: SealedRow): Promise<BundlePerson> {
    const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: iv as BufferSource }, key, data)
    return JSON.parse(new TextDecoder().decode(bytes)) as BundlePerson
  }

  return {
    async store(all) {
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
      await keys.put({ id: 'key', key })
      await people.bulkAdd(await Promise.all(all.map((one) => sealed(key, one))))
    },
    async open() {
      const kept = await keys.get('key')
      if (!kept) throw new Error('no key')
      opened = await Promise.all((await people.toArray()).map((row) => unsealed(kept.key, row)))
    },
    search: (way, typed) => opened.filter((person) => searched(person, way).startsWith(typed)),
    byCode: (text) => opened.find(({ card }) => card.number === text) ?? null,
    byNumber: (number) => opened.find((person) => person.number === number) ?? null,
  }
}
