// The scenarios of a day (domain.md §5) at the level of drafts: what the screens ask, what the record says, what the judge holds.
import { describe, expect, it } from 'vitest'
import type { BundlePerson, Outcome } from '@/sync'
import { withIdentity, type ServeDraft } from './draft'
import { findings, missing, stops, type Surroundings } from './handOver'
import { makePayload, type Signed } from './payload'
import { changeProxy, turnWay, withoutProxy, withProxy, withProxyIdentity } from './proxyDraft'
import { papersOf } from './proxyPapers'
import { around, daughterRead, daughters, filled, managers, number, numberOf, person, read } from './testPeople'
import { wordsToSign } from './words'

const ink: Signed = { sha256: 'ink', words: [], wordsSha256: '', witnessSha256: null }
/** Past all steps, signed in ink: what the server would still hold against it. */
const judged = (draft: ServeDraft, surroundings: Surroundings = around, signed = ink) => findings({ ...draft, step: 'sign', bank: managers }, surroundings, signed)
const of = (who: Partial<BundlePerson>): BundlePerson => ({ ...person, ...who })
const at = (draft: ServeDraft, step: ServeDraft['step']): ServeDraft => ({ ...draft, step })

function relative(changes: Partial<NonNullable<ServeDraft['proxy']>> = {}, who = person): ServeDraft {
  const named = withProxy(filled({}, who), who, daughterRead)
  return { ...changeProxy(named, { phone: '13900000001', relation: 'child', register: true, ...changes }), step: 'proxy', pictures: { proxy_id_card: 'AA==', household_register: 'AA==' }, faceImage: true }
}

describe('1 self', () => {
  it('goes through, and the record says so in all its members', () => {
    expect(judged(filled())).toEqual([])
    expect(makePayload(filled(), around, ink)).toMatchObject({
      path: 'self',
      place: 'round',
      proxy: null,
      identity: { document: 'id_card', method: 'wedge', number },
      temporary_card: { on_list: false, answer: 'none', number: null, fee: null },
      contact: null,
      notice: { shown: true, face_image: null, guardian: null },
      bank_check: 'same_device',
      signature: { kind: 'ink', by: 'self', witness: null },
    })
  })
})

describe('2 reserved proxy', () => {
  const reserved = of({ reserved_proxy: { name: '王丽', number: daughters, phone: '13900000001', relation: null } })
  const here = { ...around, person: reserved }

  it('needs no more than the own ID card: name and phone come from the sheet', () => {
    const draft = { ...withProxy(filled({}, reserved), reserved, { ...daughterRead, name: null, method: 'typed' }), pictures: { proxy_id_card: 'AA==' } }
    expect(draft.proxy).toMatchObject({ name: '王丽', phone: '13900000001' })
    expect(missing(at(draft, 'proxy'), here)).toEqual([])
    expect(judged(draft, here)).toEqual([])
    expect(makePayload(draft, here, ink)).toMatchObject({
      path: 'reserved_proxy',
      proxy: { name: '王丽', number: daughters, relation: null, documents: ['proxy_id_card', 'applicant_id_card'], exception: null },
      signature: { by: 'proxy' },
    })
  })

  it('is stopped when somebody else comes, and may turn to the relatives’ way', () => {
    const other = withProxy(filled({}, reserved), reserved, { ...daughterRead, number: numberOf('22242619750621093') })
    expect(other.proxy).toMatchObject({ name: '王丽', phone: '' })
    expect(stops(missing(at(changeProxy(other, { phone: '13900000001' }), 'proxy'), here))).toEqual(['proxy_not_reserved'])
    const turned = changeProxy(turnWay(other, 'direct_relative'), { phone: '13900000001' })
    expect(stops(missing(at(turned, 'proxy'), here))).toEqual([])
  })
})

describe('3 relative with the household register', () => {
  it('is asked for each thing by name, in the order of the screen', () => {
    const begun = at(withProxy(filled(), person), 'proxy')
    expect(missing(begun, around)).toEqual(['proxy_not_named', 'relation_not_direct', 'proxy_papers_missing', 'household_register_missing', 'proxy_pictures_missing'])
    const named = changeProxy(withProxyIdentity(begun, person, daughterRead), { phone: '13900000001' })
    expect(missing(named, around)).toEqual(['relation_not_direct', 'household_register_missing', 'proxy_pictures_missing'])
    expect(missing(relative(), around)).toEqual([])
  })

  it('is recorded with relation, originals, phone and the register’s number', () => {
    expect(judged(relative())).toEqual([])
    expect(makePayload(relative({ household: ' 0617 ' }), around, ink)).toMatchObject({
      path: 'direct_relative',
      proxy: { name: '王丽', relation: 'child', phone: '13900000001', household: '0617', documents: ['proxy_id_card', 'applicant_id_card', 'household_register'] },
      notice: { face_image: true },
    })
  })

  it('signs for the person, and that the bank account is not theirs to open', () => {
    const words = wordsToSign(person, relative()).flat()
    expect(words).toContain('替王玉兰代领，子女')
    expect(words).toContain('银行功能我不能代办')
    expect(wordsToSign(person, filled()).flat()).toContain('本人领取')
  })

  it('needs the pictures only where the county’s policy asks for them', () => {
    const plain = { ...around, policy: { ...around.policy, 'evidence.proxy_photo': false } }
    expect(missing({ ...relative(), pictures: {} }, around)).toEqual(['proxy_pictures_missing'])
    expect(missing({ ...relative(), pictures: {} }, plain)).toEqual([])
    expect(papersOf({ ...relative({ register: false }), pictures: {} }, true).map(({ key, picture }) => [key, picture])).toEqual([['proxy_id_card', 'next'], ['applicant_id_card', 'none'], ['household_register', 'later']])
    expect(papersOf({ ...relative({ register: false }), pictures: {} }, false).map(({ state }) => state)).toEqual(['auto', 'auto', 'next'])
  })

  it('keeps nothing of the proxy when the person comes after all', () => {
    const alone = withoutProxy(relative())
    expect(alone).toMatchObject({ path: 'self', proxy: null, pictures: {}, faceImage: null, step: 'match' })
    expect(judged(alone)).toEqual([])
  })

  it('another document takes back name, phone and picture of the one before', () => {
    const other = withProxyIdentity(relative(), person, { ...daughterRead, number: numberOf('22242619750621093'), name: null })
    expect(other.proxy).toMatchObject({ name: '', phone: '' })
    expect(other.pictures).toEqual({ household_register: 'AA==' })
  })
})

describe('4 neighbour refused', () => {
  it('has no relation to choose, and none that is refused passes the judge', () => {
    expect(missing(relative({ relation: null }), around)).toEqual(['relation_not_direct'])
    expect(judged(relative({ relation: 'neighbour' }))).toEqual(['relation_not_direct'])
  })

  it('is no proxy by the person’s own number either', () => {
    expect(stops(missing(relative({ identity: { ...daughterRead, number } }), around))).toEqual(['proxy_is_the_applicant'])
  })
})

describe('5 cadre with many IDs', () => {
  it('is stopped by the block list, whatever a supervisor says', () => {
    const exception = { reason: 'only_carer', document: '村委会证明', supervisor: 'boss' }
    const blocked = { ...around, standing: { blocked: 'village_cadre', served: 0 } }
    expect(stops(missing(relative(), blocked))).toEqual(['proxy_blocked'])
    expect(judged(relative({ exception }), blocked)).toEqual(['proxy_blocked'])
  })

  it('the sixth household needs a supervisor with reason and document', () => {
    const sixth = { ...around, standing: { blocked: null, served: 5 } }
    expect(missing(relative(), { ...around, standing: { blocked: null, served: 4 } })).toEqual([])
    expect(stops(missing(relative(), sixth))).toEqual(['proxy_needs_supervisor'])
    expect(missing(relative({ exception: { reason: 'many_checked', document: '', supervisor: 'boss' } }), sixth)).toEqual(['proxy_exception_incomplete'])
    expect(judged(relative({ exception: { reason: 'many_checked', document: '逐户核实单', supervisor: 'boss' } }), sixth)).toEqual([])
  })
})

describe('6 child under 16', () => {
  const child = of({ birth_date: '2015-05-01', number: numberOf('22242620150501452') })
  const here = { ...around, person: child }
  const shown = withIdentity(filled({}, child), { ...read, number: child.number, name: null, method: 'typed' }, 'household_register')
  const checked = { ...shown, ticks: { ...shown.ticks, idCard: true }, guardian: true }

  it('shows the household register, and below 14 the guardian is asked', () => {
    expect(missing({ ...checked, guardian: false }, here)).toEqual(['guardian_not_asked'])
    expect(judged(checked, here)).toEqual([])
    expect(makePayload(checked, here, ink)).toMatchObject({ identity: { document: 'household_register' }, notice: { guardian: true } })
  })

  it('is collected for by a parent with that same register', () => {
    const byParent = { ...changeProxy(withProxy(checked, child, daughterRead), { phone: '13900000001', relation: 'parent' }), pictures: { proxy_id_card: 'AA==', household_register: 'AA==' } }
    expect(judged(byParent, here)).toEqual([])
    expect(makePayload(byParent, here, ink).proxy?.documents).toEqual(['proxy_id_card', 'household_register'])
  })

  it('is no way for somebody of age', () => {
    expect(stops(missing(withIdentity(filled(), read, 'household_register'), around))).toEqual(['register_only_for_children'])
  })
})

describe('7, 8 numbers of residents from elsewhere', () => {
  it.each(['91100019750621092', '81000019750621092', '82000019750621092', '83000019750621092'])('%s… collects and is collected for like any other', (first17) => {
    const resident = of({ number: numberOf(first17) })
    const draft = withIdentity(filled({}, resident), { ...read, number: resident.number })
    expect(judged(draft, { ...around, person: resident })).toEqual([])
    expect(judged(relative({ identity: { ...daughterRead, number: numberOf(first17) } }))).toEqual([])
  })
})

describe('9 a number of a county that is no more', () => {
  it('22038119… is read, compared and collected with like any other', () => {
    const old = of({ number: numberOf('22038119750621092') })
    const draft = withIdentity(filled({}, old), { ...read, number: old.number })
    expect(judged(draft, { ...around, person: old })).toEqual([])
    expect(makePayload(draft, { ...around, person: old }, ink).identity.number).toBe(old.number)
  })
})

describe('10 rare characters', () => {
  it('a name with 𬱖, and one with a dot of another kind, are the roster’s', () => {
    for (const [name, seen] of [['李𬱖', '李𬱖'], ['阿卜杜热合曼·麦麦提敏', '阿卜杜热合曼・麦麦提敏']] as const) {
      const rare = of({ name })
      expect(judged(filled({ identity: { ...read, name: seen } }, rare), { ...around, person: rare })).toEqual([])
    }
  })
})

describe('11, 13 and home visits', () => {
  it('whose card is set aside has no hand-over any more; who was noted as not served still has', () => {
    const set = (kind: Outcome['kind']) => ({ ...around, outcome: { kind } as Outcome })
    expect(stops(missing(filled(), set('wrong_face')))).toEqual(['card_not_checked_out'])
    expect(missing(filled(), set('not_served'))).toEqual([])
  })

  it('at home the same afternoon is the same hand-over, marked so', () => {
    expect(makePayload(filled({ place: 'home' }), around, ink).place).toBe('home')
    expect(judged(filled({ place: 'home' }))).toEqual([])
  })

  it('a corrected phone does not hold the card back', () => {
    const draft = filled({ contact: { phone: '13911112222' } })
    expect(judged(draft)).toEqual([])
    expect(makePayload(draft, around, ink).contact).toEqual({ phone: '13911112222' })
  })
})

describe('14 fingerprint', () => {
  const print: Signed = { ...ink, sha256: 'print', witnessSha256: 'witness' }
  const signing = (witness: string, draft = filled()): ServeDraft => ({ ...draft, signing: { kind: 'fingerprint', witness } })

  it('needs a witness, who is neither the person nor the proxy', () => {
    expect(judged(signing('李山'), around, { ...print, witnessSha256: null })).toEqual(['witness_missing'])
    expect(judged(signing(''), around, print)).toEqual(['witness_missing'])
    expect(judged(signing('王玉兰'), around, print)).toEqual(['witness_is_the_collector'])
    expect(judged(signing('王丽', relative()), around, print)).toEqual(['witness_is_the_collector'])
    expect(judged(signing('李山', relative()), around, print)).toEqual([])
  })

  it('is marked in the record, with the witness’s ink by its hash', () => {
    expect(makePayload(signing(' 李山 '), around, print).signature).toMatchObject({ kind: 'fingerprint', sha256: 'print', by: 'self', witness: { name: '李山', sha256: 'witness' } })
  })
})

describe('the bank’s half', () => {
  it('from the companion needs no approval here, on this device it does', () => {
    const waiting = { ...filled(), step: 'sign' as const, bank: null }
    expect(findings({ ...waiting, bankCheck: 'companion' }, around, ink)).toEqual([])
    expect(findings({ ...waiting, bankCheck: 'same_device' }, around, ink)).toEqual(['bank_check_missing'])
  })
})

it('the words signed say what the person declined', () => {
  expect(wordsToSign(person, filled()).flat()).toContain('同意启用社保功能')
  expect(wordsToSign(person, filled({ social: 'declined' })).flat()).toContain('社保功能先不启用')
})
