import { describe, expect, it } from 'vitest'
import type { HandedOver } from '@/rules'
import type { BundlePerson, RecordBody, SavedRecord } from '@/sync'
import { boxesOf, checkCode, countAll, countCard, ledgerOf, payloadOf, scanCard, sumsOf, type Tally } from './closing'

const person = (n: number) => ({ cardholder_id: `p${n}`, name: `人${n}`, card: { id: `c${n}`, number: `B0000000${n}`, box_position: `1-2-${n > 4 ? 2 : 1}-0${n}` } }) as BundlePerson
const people = [1, 2, 3, 4, 5, 6, 7].map(person)
let seq = 0
const record = (type: RecordBody['type'], payload: object): SavedRecord => ({ state: 'saved', body: { id: `e${(seq += 1)}`, seq, type, device_time: '2026-11-24T07:00:00.000Z', officer: 'o', payload } as RecordBody })
const handed = (n: number, told: Partial<HandedOver['temporary_card']> = {}, kind: 'ink' | 'fingerprint' = 'ink') =>
  record('card.handed_over', { cardholder_id: `p${n}`, card_id: `c${n}`, path: 'self', signature: { sha256: '', kind }, temporary_card: { on_list: false, answer: 'none', ...told } })
const wrong = (n: number) => record('card.wrong_face', { cardholder_id: `p${n}`, card_id: `c${n}`, items: ['name'] })
const fee = { amount_fen: 2000, receipt_number: 'TS-000123' }
const none: Tally = new Map()
const ids = (...numbers: number[]) => numbers.map((n) => `c${n}`)

describe('what the records fix', () => {
  const ledger = ledgerOf(people, [handed(1), handed(2, { answer: 'lost', fee }, 'fingerprint'), handed(3, { answer: 'returned' }), wrong(4)])

  it('is what was handed over, what is wrong, the cash and the temporary cards', () => {
    expect([...ledger.handed]).toEqual(ids(1, 2, 3))
    expect([...ledger.wrong]).toEqual(ids(4))
    expect(ledger).toMatchObject({ fingerprints: 1, cashFen: 2000, receipts: ['TS-000123'], temporary: 1, counted: null })
  })

  it('is not what is counted: nothing is filled in beforehand', () => {
    expect(sumsOf(ledger, none)).toMatchObject({ taken: 7, handed: 3, returned: 0, wrong: 0, missing: 0, expected: { returned: 3, wrong: 1 } })
    expect(sumsOf(ledger, none).open.map(({ card }) => card.id)).toEqual(ids(4, 5, 6, 7))
  })

  it('tells the dead from those who were not there, and expects the cards of both back', () => {
    const notServed = (n: number, reason: string) => record('person.not_served', { cardholder_id: `p${n}`, card_id: `c${n}`, reason, note: null })
    const ledger = ledgerOf(people, [handed(1), notServed(2, 'dead'), notServed(3, 'absent')])
    expect(ledger.dead).toBe(1)
    expect(sumsOf(ledger, none).expected).toEqual({ returned: 6, wrong: 0 })
  })

  it('counts a fee that was paid later, and none of a hand-over that was taken back', () => {
    const taken = handed(1, { answer: 'lost', fee })
    const records = [taken, record('event.corrected', { corrects: taken.body.id, reason: 'wrong_person' }), record('temp_card.fee_paid', { cardholder_id: 'p2', card_id: 'c2', kind: 'lost', ...fee, receipt_number: 'TS-000124' })]
    expect(ledgerOf(people, records)).toMatchObject({ cashFen: 2000, receipts: ['TS-000124'] })
    expect(ledgerOf(people, records).handed.size).toBe(0)
  })

  it('knows the count that stands, and none that was corrected', () => {
    const count = record('round.counted', { handed: 0, check_code: '7K2M9Q' })
    expect(ledgerOf(people, [count]).counted?.id).toBe(count.body.id)
    expect(ledgerOf(people, [count, record('event.corrected', { corrects: count.body.id, reason: 'wrong_outcome' })]).counted).toBeNull()
  })
})

describe('the count', () => {
  const ledger = ledgerOf(people, [handed(1), handed(2), wrong(4)])

  it('names the card that is not there by exclusion', () => {
    const tally = countAll(none, ledger, ids(3, 4, 5, 7))
    expect(sumsOf(ledger, tally).open.map(({ name }) => name)).toEqual(['人6'])
  })

  it('adds up whatever is counted in whatever order', () => {
    const wheres = ['returned', 'wrong', 'missing', 'elsewhere', null] as const
    let tally: Tally = none
    for (let step = 0; step < 400; step += 1) {
      tally = countCard(tally, ledger, `c${(step * 5) % 8}`, wheres[(step * 7) % 5] ?? null)
      const sums = sumsOf(ledger, tally)
      expect(sums.handed + sums.returned + sums.wrong + sums.missing + sums.elsewhere + sums.open.length).toBe(sums.taken)
    }
  })

  it('takes no card that the records say was handed over: the record comes first', () => {
    expect(scanCard(none, ledger, person(1)).kind).toBe('handed')
    expect(countCard(none, ledger, 'c1', 'returned').size).toBe(0)
  })

  it('puts a scanned card where the records say it lies, and says when it was there before', () => {
    expect(scanCard(none, ledger, person(4))).toMatchObject({ kind: 'counted', where: 'wrong' })
    expect(scanCard(new Map([['c5', 'returned']]), ledger, person(5)).kind).toBe('again')
    expect(scanCard(new Map([['c5', 'missing']]), ledger, person(5))).toMatchObject({ kind: 'counted', where: 'returned' })
  })

  it('goes box by box, the bag of wrong cards first', () => {
    const boxes = boxesOf(ledger, new Map([['c5', 'returned']]))
    expect(boxes.map(({ key, bag, people: inside, counted }) => [key, bag, inside.length, counted])).toEqual([
      ['', true, 1, 0],
      ['1-2-1', false, 1, 0],
      ['1-2-2', false, 3, 1],
    ])
  })
})

describe('what both sign', () => {
  const ledger = ledgerOf(people, [handed(1, { answer: 'lost', fee }), wrong(4)])
  const tally = countCard(countAll(none, ledger, ids(2, 3, 4, 5, 6)), ledger, 'c7', 'missing')
  const hash = async (bytes: Uint8Array) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource)), (byte) => byte.toString(16).padStart(2, '0')).join('')

  it('holds every card once, and the cash', () => {
    expect(payloadOf(ledger, tally, { specialist: 's', bank_manager: null }, 'CODE')).toEqual({
      handed: 1, returned: ids(2, 3, 5, 6), wrong: ids(4), missing: ids(7), elsewhere: [], cash_fen: 2000, receipts: ['TS-000123'], check_code: 'CODE',
      signatures: { specialist: 's', bank_manager: null },
    })
  })

  it('is named by a code that is another as soon as one card is', async () => {
    const code = await checkCode('r', ledger, tally, hash)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/)
    expect(await checkCode('r', ledger, tally, hash)).toBe(code)
    expect(await checkCode('r', ledger, countCard(tally, ledger, 'c7', 'returned'), hash)).not.toBe(code)
  })
})
