// The round as it was packed: a header of people, cards and lease, and the portraits behind it (design §5, pull).
import { fromColumns, type PeopleColumns } from './columns'
import { through } from './streams'

export interface BundlePerson {
  cardholder_id: string
  name: string
  number: string
  sex: 'male' | 'female' | null
  birth_date: string | null
  phone: string | null
  address: string | null
  village: string | null
  group: string | null
  pinyin: string
  initials: string
  temporary_card: { number: string; issued_on: string | null } | null
  portrait: { offset: number; length: number; sha256: string } | null
  /** Whom the sheet reserves to collect for this person (1.1.3.a); missing in bundles of older servers. */
  reserved_proxy?: ReservedProxy | null
  card: {
    id: string
    area_code: string
    number: string
    bank_code: string
    bank_name: string
    box_position: string
    box_sort: string
    ordinal: number
  }
}

export interface ReservedProxy {
  name: string
  number: string
  phone: string | null
  relation: string | null
}

export interface BundleOfficer {
  id: string
  name: string
  role: string
  organisation: string
}

export interface BundleHeader {
  /** 1: people as objects, 2: as columns; here they are a list either way. */
  format: 1 | 2
  lineage: string
  built_at: string
  round: {
    id: string
    kind: string
    place: string
    planned_on: string
    number: number
    village: { code: string; name: string }
    township: string
    county: string
  }
  lease: { id: string; device_id: string; issued_at: string; expires_at: string; token: string }
  rules_edition: string
  officers: BundleOfficer[]
  policy: Record<string, unknown>
  temporary_cards: { as_of: string | null; source: string | null }
  people: BundlePerson[]
  /** What is known of proxies at packing, by salted hashes of their numbers (1.1.3.b). */
  proxies?: BundleProxies | null
  /** The receipts set aside for this lease (2.4); null where the officer has no book. */
  receipts?: BundleReceipts | null
  /** Whom an exception in the village may name (reading 8). */
  supervisors?: { id: string; name: string }[]
  share?: { of: number; ordinal: number } | null
  /** How far the bank manager's phone was at packing; missing in bundles of older servers. */
  phone?: PhoneOfRound
  /** Every device that carries this round. */
  team?: { device_id: string; name: string; kind: 'tablet' | 'companion'; cards: number }[]
}

/** packed: the bank manager's phone carries the round; enrolled: there is one that does not yet. */
export type PhoneOfRound = 'packed' | 'enrolled' | 'none'

export interface BundleProxies {
  salt: string
  blocked: { hash: string; kind: 'village_cadre' | 'bank_staff' }[]
  served: { hash: string; count: number }[]
}

export interface BundleReceipts {
  book_id: string
  prefix: string
  first: number
  last: number
  /** How many digits follow the prefix. */
  digits: number
}

/** What this build reads. Rosters of every older format stay readable: a tablet keeps what it packed as it came. */
export const BUNDLE_FORMATS = [1, 2]

const COLUMNS = 'SKB2'
const MAGICS = ['SKB1', COLUMNS]
const PREFIX_BYTES = 8

type Packed = Omit<BundleHeader, 'people'> & { people: BundlePerson[] | PeopleColumns }

/** Split a bundle into its header and the portraits' bytes. Throws when it is none or cut short. */
export async function readBundle(bytes: Uint8Array): Promise<{ header: BundleHeader; portraits: Uint8Array }> {
  const magic = new TextDecoder().decode(bytes.subarray(0, 4))
  if (!MAGICS.includes(magic) || bytes.length < PREFIX_BYTES) throw new Error('not a round bundle')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4)
  const packed = bytes.slice(PREFIX_BYTES, PREFIX_BYTES + length)
  if (packed.length < length) throw new Error('a round bundle cut short')
  const told = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream('gzip'), packed))) as Packed
  const people = magic === COLUMNS ? fromColumns(told.people as PeopleColumns) : (told.people as BundlePerson[])
  return { header: { ...told, people }, portraits: bytes.subarray(PREFIX_BYTES + length) }
}
