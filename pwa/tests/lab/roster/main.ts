// A round of very many people through the app's own store and search, and through what others would build.
import { policy } from '@/rules'
import { candidates, personByCode, personByNumber, type SearchWay } from '@/session/people'
import { keysOf } from '@/session/peopleKeys'
import { beginRound, finishRound, joinOfficer, keepBundle, listOfficers, newOfficerPairs, openRoster, passphraseOpener, unlock, wrapPairs, type Roster } from '@/store'
import type { BundlePerson } from '@/sync'
import { dice, makeBundle, makeHeader } from './people'
import { plainRows, sealedRows, type Way } from './rivals'

const ROUND = { id: 'round', leaseId: 'lease', expiresAt: '2036-11-26T16:00:00.000Z' }
const PASSPHRASE = '7KQM-3XPD'
const WAYS: readonly SearchWay[] = ['id_tail', 'pinyin', 'box_position']

let roster: Roster | null = null
let passphraseMs = 0
const people = (): BundlePerson[] => roster?.header.people ?? []

/** An officer works on this tablet. */
async function enrol(): Promise<void> {
  const person = { id: 'officer', name: '周敏', organisation: '明月镇人社站', roles: ['card_specialist'] }
  const officer = await wrapPairs(person, await newOfficerPairs(), await passphraseOpener(PASSPHRASE))
  await joinOfficer(officer)
  await unlock(officer, PASSPHRASE)
}

/** As packing does it: a part at a time, sealed and on the disk before the next; then the whole is read once. */
const songka: Way = {
  async store(_people, bundle) {
    const size = policy<number>('blob.chunk_bytes')
    await beginRound(ROUND, await listOfficers())
    const { keep } = keepBundle(ROUND.id)
    for (let part = 0; part * size < bundle.length; part += 1) await keep(part, bundle.slice(part * size, (part + 1) * size), 'etag')
    await finishRound(ROUND.id)
  },
  async open() {
    const [officer] = await listOfficers()
    if (!officer) throw new Error('nobody is here')
    passphraseMs = await timed(() => unlock(officer, PASSPHRASE))
    roster = await openRoster(ROUND.id)
  },
  search: (way, typed) => candidates(people(), way, typed),
  byCode: (text) => personByCode(people(), text),
  byNumber: (number) => personByNumber(people(), number),
}

const ways: Record<string, Way> = { songka, plain: plainRows(), sealed: sealedRows() }

function wayOf(name: string): Way {
  const way = ways[name]
  if (!way) throw new Error(`no way ${name}`)
  return way
}

async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function drawn(seed: number, count: number, of: number): BundlePerson[] {
  const [draw, { people: all }] = [dice(seed), makeHeader(of)]
  return Array.from({ length: count }, () => all[draw(of)]).filter((person) => person !== undefined)
}

/** What is typed of a person, key by key from the second on. */
function typings({ number, initials, card }: BundlePerson): [SearchWay, string][] {
  const whole = { id_tail: number.slice(-4), pinyin: initials, box_position: card.box_position }
  return WAYS.flatMap((way) => [2, 3, 4].filter((length) => length <= whole[way].length).map((length): [SearchWay, string] => [way, whole[way].slice(0, length)]))
}

const lab = {
  async store(name: string, count: number): Promise<number> {
    const header = makeHeader(count)
    const bundle = await makeBundle(header)
    await enrol()
    return await timed(() => wayOf(name).store(header.people, bundle))
  },
  open: (name: string) => timed(() => wayOf(name).open()),
  /** As the app does half a second later; how long it holds up the page. */
  makeReady: () => timed(() => keysOf(people()).makeReady()),
  /** How much of the last opening went to the passphrase. */
  passphrase: () => passphraseMs,
  async search(name: string, count: number, of: number): Promise<number[]> {
    const times: number[] = []
    for (const [way, typed] of drawn(11, count, of).flatMap(typings)) times.push(await timed(() => wayOf(name).search(way, typed)))
    return times
  },
  /** A card under the scanner, then an ID card on the reader. */
  async read(name: string, count: number, of: number): Promise<number[]> {
    const times: number[] = []
    for (const { card, number } of drawn(13, count, of)) {
      times.push(await timed(() => wayOf(name).byCode(card.number)), await timed(() => wayOf(name).byNumber(number)))
    }
    return times
  },
  usage: async () => (await navigator.storage.estimate()).usage ?? 0,
}

Object.assign(window, { lab })
