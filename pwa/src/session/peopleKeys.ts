// What a round's people are looked for by, made ready once for each roster: a key press or a scan then only compares.
import { personNumberKey, samePersonNumber } from '@/rules'
import type { BundlePerson } from '@/sync'

/** Digits of a box position: hyphens are for people who like them. */
export const bare = (text: string): string => text.replace(/[^0-9]/g, '')

const KEYS = {
  tail: ({ number }: BundlePerson): string => number.slice(-4).toUpperCase(),
  initials: ({ initials }: BundlePerson): string => initials.toUpperCase(),
  box: ({ card }: BundlePerson): string => card.box_position,
  bareBox: ({ card }: BundlePerson): string => bare(card.box_position),
} as const

export type SearchKey = keyof typeof KEYS

/** Nobody is looked for by less: whoever shares the beginning stands together. */
const BEGINNING = 2

interface Keyed {
  key: string
  person: BundlePerson
}

export class PeopleKeys {
  private readonly lists: Partial<Record<SearchKey, Map<string, Keyed[]>>> = {}
  private cards: Map<string, number> | null = null
  private numbers: Map<string, BundlePerson[]> | null = null

  constructor(private readonly people: readonly BundlePerson[]) {}

  /** Everybody whose key begins so, in the people's order. */
  beginning(key: SearchKey, typed: string): BundlePerson[] {
    if (typed.length < BEGINNING) return this.people.filter((person) => KEYS[key](person).startsWith(typed))
    const near = this.list(key).get(typed.slice(0, BEGINNING)) ?? []
    return near.filter((one) => one.key.startsWith(typed)).map(({ person }) => person)
  }

  /** Make every list at a moment when nobody waits for it. */
  makeReady(): void {
    for (const key of Object.keys(KEYS) as SearchKey[]) this.list(key)
    this.byCard([])
    this.byNumber('')
  }

  private list(key: SearchKey): Map<string, Keyed[]> {
    return (this.lists[key] ??= grouped(this.people.map((person) => ({ key: KEYS[key](person), person })), (one) => one.key.slice(0, BEGINNING)))
  }

  /** The first whose card has one of these numbers, in capitals. */
  byCard(numbers: Iterable<string>): BundlePerson | null {
    const cards = (this.cards ??= placesOf(this.people))
    const places = [...numbers].map((number) => cards.get(number)).filter((place) => place !== undefined)
    return this.people[Math.min(...places)] ?? null
  }

  /** The first whom this number of an ID names. */
  byNumber(number: string): BundlePerson | null {
    const numbers = (this.numbers ??= grouped(this.people, (person) => personNumberKey(person.number)))
    return numbers.get(personNumberKey(number))?.find((person) => samePersonNumber(person.number, number)) ?? null
  }
}

/** Where each card's owner stands; of two with one number, the first. */
function placesOf(people: readonly BundlePerson[]): Map<string, number> {
  return new Map(people.map(({ card }, place): [string, number] => [card.number.toUpperCase(), place]).reverse())
}

function grouped<T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const one of all) {
    const key = by(one)
    const others = found.get(key)
    if (others) others.push(one)
    else found.set(key, [one])
  }
  return found
}

const made = new WeakMap<readonly BundlePerson[], PeopleKeys>()

/** The keys of these people; the roster is never changed in place. */
export function keysOf(people: readonly BundlePerson[]): PeopleKeys {
  const keys = made.get(people) ?? new PeopleKeys(people)
  made.set(people, keys)
  return keys
}
