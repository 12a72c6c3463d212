import { describe, expect, it } from 'vitest'
import type { Outcome } from '@/sync'
import { fromBase64, toBase64 } from './base64'
import { addFinding, beginDraft, isBegun, withIdentity } from './draft'
import { findings, missing, stops } from './handOver'
import { compareIdentity } from './identity'
import { around, filled, found, managers, now, numberOf, person, read } from './testPeople'

describe('what the match still misses', () => {
  it('is everything at the beginning, each thing by its own name', () => {
    expect(missing(beginDraft(person, found, now), around)).toEqual(['number_not_read', 'temporary_card_not_asked', 'check_photo', 'check_address', 'face_not_checked'])
  })

  it('is nothing once all is ticked; the bank and the signature belong to later steps', () => {
    expect(missing(filled(), around)).toEqual([])
    expect(findings(filled(), around)).toEqual(['bank_check_missing', 'signature_missing'])
  })

  it('asks for the eye when the number was typed or seen by the camera, and for no eye when a chip was read', () => {
    for (const method of ['typed', 'camera'] as const) {
      const byEye = filled({ identity: { ...read, method, name: null } })
      expect(missing(byEye, around)).toEqual(['check_id_card'])
      expect(missing({ ...byEye, ticks: { ...byEye.ticks, idCard: true } }, around)).toEqual([])
    }
    expect(missing(filled({ identity: { ...read, method: 'reader' } }), around)).toEqual([])
  })

  it('asks for the frame again when it was lost, and for a photo of the ID card where the county wants one', () => {
    const asked = { ...around, policy: { ...around.policy, 'evidence.id_card_photo': true } }
    expect(missing(filled({ frame: null }), around)).toEqual(['barcode_frame_missing'])
    expect(missing(filled(), asked)).toEqual(['id_card_picture_missing'])
    expect(missing(filled({ pictures: { id_card: 'AA==' } }), asked)).toEqual([])
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
    const draft = filled({ identity: { ...read, number: numberOf('22242619480312453') } })
    expect(compareIdentity(draft, person).number).toBe('differs')
    expect(stops(missing(draft, around))).toEqual(['number_differs'])
  })

  it('is a lease that is over, and a card that has been handed over', () => {
    expect(stops(missing(filled(), { ...around, leaseOver: true }))).toEqual(['lease_not_valid'])
    expect(stops(missing(filled(), { ...around, outcome: { kind: 'handed_over' } as Outcome }))).toEqual(['card_not_checked_out'])
  })

  it('is the card of somebody recorded as deceased: frozen, and no tick settles it (3.1.a)', () => {
    const dead = { ...around, outcome: { kind: 'not_served', detail: 'dead' } as Outcome }
    expect(missing(filled(), dead)).toEqual(['card_of_deceased'])
    expect(stops(missing(filled(), dead))).toEqual(['card_of_deceased'])
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
    expect(withIdentity(filled({ reason: 'misread', bank: managers }), read)).toMatchObject({ reason: null, bank: null, document: 'id_card' })
  })

  it('is begun with the first tick, not with the scan alone', () => {
    expect(isBegun(beginDraft(person, found, now))).toBe(false)
    expect(isBegun(filled())).toBe(true)
  })

  it('remembers that a home visit was promised in the morning', () => {
    const promised = { kind: 'not_served', detail: 'home_visit' } as Outcome
    expect(beginDraft(person, found, now, promised).place).toBe('home')
    expect(beginDraft(person, found, now).place).toBe('round')
  })

  it('carries pictures of any size through base64', () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251)
    expect(fromBase64(toBase64(bytes))).toEqual(bytes)
  })
})
