// People from columns (format 2 of the bundle). Twin: server/rounds/bundle/columns/rules.py, which says what a column is.
// Rosters packed long ago are read by this: format 2 never changes, FOLLOWS neither.
import type { BundlePerson } from './bundle'

type Column = readonly unknown[] | { ids: string } | { steps: readonly number[] } | LeftOut
interface LeftOut {
  from: string
  except: Record<string, unknown>
}

export interface PeopleColumns {
  count: number
  columns: Record<string, Column>
}

const CARD = 'card'
const ID_BYTES = 16
const EIGHTEEN = /^[0-9]{17}[0-9X]$/
const SYLLABLES = /^[a-z]+( [a-z]+)*$/

/** What a column left out says, told from the one it follows from. */
const FOLLOWS: Record<string, (source: string) => string | null> = {
  birth_date: (number) => (EIGHTEEN.test(number) ? `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}` : null),
  sex: (number) => {
    if (!EIGHTEEN.test(number)) return null
    return Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female'
  },
  initials: (pinyin) => (SYLLABLES.test(pinyin) ? pinyin.replace(/([a-z])[a-z]* ?/g, '$1') : null),
  [`${CARD}.box_sort`]: (position) => position.match(/[0-9]+/g)?.map((part) => part.padStart(6, '0')).join('-') ?? null,
}

/** The people of a bundle's columns. Throws when a column is of a kind that this build does not know. */
export function fromColumns({ count, columns }: PeopleColumns): BundlePerson[] {
  const values = new Map<string, readonly unknown[]>()
  const entries = Object.entries(columns)
  for (const [name, column] of entries) if (!isLeftOut(column)) values.set(name, valuesOf(column))
  for (const [name, column] of entries) if (isLeftOut(column)) values.set(name, told(name, column, values.get(column.from)))
  return Array.from({ length: count }, (_, place) => nested(values, place))
}

function isLeftOut(column: Column): column is LeftOut {
  return 'from' in column
}

function valuesOf(column: Exclude<Column, LeftOut>): readonly unknown[] {
  if ('ids' in column) return idsOf(column.ids)
  if ('steps' in column) return sumsOf(column.steps)
  if (!Array.isArray(column)) throw new Error('a column of an unknown kind')
  return column
}

function told(name: string, { except }: LeftOut, source: readonly unknown[] | undefined): unknown[] {
  const follow = FOLLOWS[name]
  if (!follow || !source) throw new Error(`nothing tells ${name}`)
  const values: unknown[] = source.map((value) => follow(value as string))
  for (const [place, value] of Object.entries(except)) values[Number(place)] = value
  return values
}

/** UUIDs whose bytes lie together by their place: all the first ones, then all the second ones. */
function idsOf(packed: string): string[] {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0))
  const count = bytes.length / ID_BYTES
  return Array.from({ length: count }, (_, one) => {
    const hex = Array.from({ length: ID_BYTES }, (_byte, place) => (bytes[place * count + one] ?? 0).toString(16).padStart(2, '0')).join('')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  })
}

function sumsOf(steps: readonly number[]): number[] {
  let last = 0
  return steps.map((step) => (last += step))
}

function nested(values: ReadonlyMap<string, readonly unknown[]>, place: number): BundlePerson {
  const card: Record<string, unknown> = {}
  const person: Record<string, unknown> = { [CARD]: card }
  for (const [name, column] of values) {
    if (name.startsWith(`${CARD}.`)) card[name.slice(CARD.length + 1)] = column[place]
    else person[name] = column[place]
  }
  return person as unknown as BundlePerson
}
