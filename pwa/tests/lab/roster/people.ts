// A round of made-up people as the server would pack it, without portraits.
import { checkCharacter } from '@/rules'
import type { BundleHeader, BundlePerson } from '@/sync'

const SURNAMES = '王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗'
const SURNAME_INITIALS = 'WLZLCYHZZWXSMZHGHGLL'
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰凤洁梅玲红玉'
const GIVEN_INITIALS = 'WFNMJLQLJYYYJJTMCXXPGGLFJMLHY'

/** Numbers that are the same in every run. */
export function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const id = (kind: string, place: number): string => `0193a5c4-${kind}-7000-8000-${place.toString(16).padStart(12, '0')}`
const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')

function person(place: number, draw: (below: number) => number): BundlePerson {
  const [surname, first, second] = [draw(SURNAMES.length), draw(GIVEN.length), draw(GIVEN.length)]
  const birth = `${1930 + draw(90)}-${padded(1 + draw(12), 2)}-${padded(1 + draw(28), 2)}`
  const seventeen = `2224${padded(draw(30), 2)}${birth.replaceAll('-', '')}${padded(draw(1000), 3)}`
  const initials = `${SURNAME_INITIALS.charAt(surname)}${GIVEN_INITIALS.charAt(first)}${GIVEN_INITIALS.charAt(second)}`
  const [box, layer, at] = [Math.floor(place / 400) + 1, (Math.floor(place / 100) % 4) + 1, (place % 100) + 1]
  return {
    cardholder_id: id('0001', place),
    name: SURNAMES.charAt(surname) + GIVEN.charAt(first) + GIVEN.charAt(second),
    number: seventeen + checkCharacter(seventeen),
    sex: draw(2) ? 'female' : 'male',
    birth_date: birth,
    phone: `139${padded(draw(100_000_000), 8)}`,
    address: `明月镇龙泉村${1 + draw(12)}组${1 + draw(400)}号`,
    village: '222426101201',
    group: `${1 + draw(12)}组`,
    pinyin: `${initials.toLowerCase()} made up`,
    initials,
    temporary_card: null,
    reserved_proxy: null,
    portrait: null,
    card: {
      id: id('0002', place),
      area_code: '222426',
      number: `B${padded(place, 8)}`,
      bank_code: 'ccb',
      bank_name: '建设银行',
      box_position: `${box}-${layer}-${padded(at, 2)}`,
      box_sort: `${padded(box, 6)}-${padded(layer, 6)}-${padded(at, 6)}`,
      ordinal: place + 1,
    },
  }
}

export function makeHeader(count: number): BundleHeader {
  const draw = dice(7)
  return {
    format: 1,
    lineage: 'lineage',
    built_at: '2026-11-24T00:00:00.000Z',
    round: { id: 'round', kind: 'village', place: '村委会', planned_on: '2026-11-24', number: 1, village: { code: '222426101201', name: '龙泉村' }, township: '明月镇', county: '安图县' },
    lease: { id: 'lease', device_id: 'tablet', issued_at: '2026-11-24T00:00:00.000Z', expires_at: '2036-11-26T16:00:00.000Z', token: 'token' },
    rules_edition: '2017-1',
    officers: [],
    policy: {},
    temporary_cards: { as_of: null, source: null },
    people: Array.from({ length: count }, (_, place) => person(place, draw)),
  }
}

/** The file as the server packs it: server/rounds/bundle/rules.py. */
export async function makeBundle(header: BundleHeader): Promise<Uint8Array> {
  const packing = new Blob([JSON.stringify(header)]).stream().pipeThrough(new CompressionStream('gzip'))
  const packed = new Uint8Array(await new Response(packing).arrayBuffer())
  const whole = new Uint8Array(8 + packed.length)
  whole.set(new TextEncoder().encode('SKB1'))
  new DataView(whole.buffer).setUint32(4, packed.length)
  whole.set(packed, 8)
  return whole
}
