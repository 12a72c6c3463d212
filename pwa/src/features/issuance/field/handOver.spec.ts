import { describe, expect, it } from 'vitest'
import { checkCharacter } from '@/rules'
import type { BundleHeader, BundlePerson, Outcome } from '@/sync'
import { addFinding, beginDraft, fromBase64, isBegun, toBase64, withIdentity, type ServeDraft } from './draft'
import { compareIdentity, findings, missing, stops, wordsToSign, type Surroundings } from './handOver'

const number = '22242619480312452' + checkCharacter('22242619480312452')
const person = {
  cardholder_id: 'p',
  name: '王玉兰',
  number,
  temporary_card: null,
  portrait: null,
  card: { id: 'c', area_code: '222426', number: 'B00007052', bank_name: '长白农商银行', box_position: '1-2-3-04' },
} as BundlePerson
const header = {
  officers: [{ id: 's', role: 'card_specialist' }, { id: 'b', role: 'bank_manager' }],
  temporary_cards: { as_of: '2026-11-24T00:00:00Z', source: null },
} as BundleHeader
const now = new Date('2026-11-24T03:26:00Z')
const around: Surroundings = { header, person, outcome: undefined, deviceId: 'd', leaseOver: false, idCardPhotoAsked: false, now: () => now }
const read = { method: 'wedge' as const, number, name: '王玉兰', at: now.toISOString() }
const found = { cardholderId: 'p', found: { method: 'camera' as const, symbology: 'code128' }, frame: new Uint8Array([255, 216, 1]), identity: null }

function filled(changes: Partial<ServeDraft> = {}): ServeDraft {
  return { ...beginDraft(person, { ...found, identity: read }, now), ticks: { idCard: false, photo: true, address: true, face: true }, temporaryAnswer: 'none', ...changes }
}

describe('what the match still misses', () => {
  it('is everything at the beginning, each thing by its own name', () => {
    expect(missing(beginDraft(person, found, now), around)).toEqual(['number_not_read', 'temporary_card_not_asked', 'check_photo', 'check_address', 'face_not_checked'])
  })

  it('is nothing once all is ticked; the bank and the signature belong to later steps', () => {
    expect(missing(filled(), around)).toEqual([])
    expect(findings(filled(), around)).toEqual(['bank_check_missing', 'signature_missing'])
  })

  it('asks for the eye when the number was typed, and for no eye when a reader read it', () => {
    const typed = filled({ identity: { ...read, method: 'typed', name: null } })
    expect(missing(typed, around)).toEqual(['check_id_card'])
    expect(missing({ ...typed, ticks: { ...typed.ticks, idCard: true } }, around)).toEqual([])
  })

  it('asks for the frame again when it was lost, and for a photo of the ID card where the county wants one', () => {
    expect(missing(filled({ frame: null }), around)).toEqual(['barcode_frame_missing'])
    expect(missing(filled(), { ...around, idCardPhotoAsked: true })).toEqual(['id_card_picture_missing'])
    expect(missing(filled({ idCardPhoto: 'AA==' }), { ...around, idCardPhotoAsked: true })).toEqual([])
  })

  it('asks for a reason when one character of the name differs, also for a known variant', () => {
    for (const name of ['王玉蘭', '王玉芳']) {
      const partial = filled({ identity: { ...read, name } })
      expect(missing(partial, around)).toEqual(['partial_match_needs_reason'])
      expect(missing({ ...partial, reason: 'former_name' }, around)).toEqual([])
    }
  })
})

describe('what stops a hand-over', () => {
  it('is another person’s number, whatever the name', () => {
    const other = '22242619480312453' + checkCharacter('22242619480312453')
    const draft = filled({ identity: { ...read, number: other } })
    expect(compareIdentity(draft, person).number).toBe('differs')
    expect(stops(missing(draft, around))).toEqual(['number_differs'])
  })

  it('is a temporary card on the list (2.2)', () => {
    const holder = { ...person, temporary_card: { number: 'T1', issued_on: null } }
    expect(stops(missing(filled(), { ...around, person: holder }))).toEqual(['temporary_card_first'])
  })

  it('is a lease that is over, and a card that has been handed over', () => {
    expect(stops(missing(filled(), { ...around, leaseOver: true }))).toEqual(['lease_not_valid'])
    expect(stops(missing(filled(), { ...around, outcome: { kind: 'handed_over' } as Outcome }))).toEqual(['card_not_checked_out'])
  })

  it('is not an absence noted in the morning', () => {
    expect(missing(filled(), { ...around, outcome: { kind: 'not_served', detail: 'absent' } as Outcome })).toEqual([])
  })
})

describe('the draft', () => {
  it('keeps its ticks when the card is scanned once more', () => {
    const draft = addFinding(filled({ frame: null, found: { method: 'list' } }), found)
    expect(draft.ticks.photo).toBe(true)
    expect(draft.found.method).toBe('camera')
    expect([...fromBase64(draft.frame ?? '')]).toEqual([255, 216, 1])
  })

  it('takes back reason and bank check when another ID is read', () => {
    const bank = { officer: 'b', role: 'bank_manager', items: ['id_card', 'photo', 'address'], at: now.toISOString(), way: 'same_device' }
    expect(withIdentity(filled({ reason: 'misread', bank }), read)).toMatchObject({ reason: null, bank: null })
  })

  it('is begun with the first tick, not with the scan alone', () => {
    expect(isBegun(beginDraft(person, found, now))).toBe(false)
    expect(isBegun(filled())).toBe(true)
  })

  it('carries pictures of any size through base64', () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251)
    expect(fromBase64(toBase64(bytes))).toEqual(bytes)
  })
})

it('the words signed say what the person declined', () => {
  expect(wordsToSign(person, 'requested').flat()).toContain('同意启用社保功能')
  expect(wordsToSign(person, 'declined').flat()).toContain('社保功能先不启用')
})
