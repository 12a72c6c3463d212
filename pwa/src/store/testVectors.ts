// Makes the records of tests/vectors/records, with throw-away keys and made-up people.
import { checkCharacter, checkedFacts, type Approval } from '@/rules'
import type { RecordBody } from '@/sync'
import { sealAttachment } from './attachments'
import { newId, randomBytes, sha256, toBase64Url, toBytes, toText } from './bytes'
import { sealRecord } from './envelope'
import { signCheck, signRecord } from './signing'
import { testEscrow, testRecordsKey, testSigner } from './testKeys'

interface Party {
  id: string
  kid: string
  public_key: JsonWebKey
}

export interface Vector {
  name: string
  device: Party
  officer: Party
  manager: Party
  /** The private half, as a JWK. */
  escrow: JsonWebKey & { kid: string }
  records_key: string
  body: RecordBody
  signed: string
  hash: string
  sealed: string
  sealed_sha256: string
  attachments: { sha256: string; length: number; sealed: string; sealed_bytes: string }[]
}

const at = '2026-11-24T03:26:00.000Z'
const number = (first17: string): string => first17 + checkCharacter(first17)
const strokes = toBytes('{"box":[4000,1333],"strokes":[[[400,800,0],[1200,400,140],[2100,930,290]],[[2400,700,520],[2600,300,600]]]}')
// An 8 × 8 JPEG of one brown.
const picture = Uint8Array.from(
  atob(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIAAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCtRRRWJqf/2Q==',
  ),
  (character) => character.charCodeAt(0),
)

/** Three records of one device, in their order: a hand-over with a check and pictures, somebody away, a signed count. */
export async function makeVectors(): Promise<Vector[]> {
  const [device, officer, manager, escrow, raw] = [await testSigner(), await testSigner(), await testSigner(), await testEscrow(), randomBytes(32)]
  const recordsKey = await testRecordsKey(raw)
  const [deviceId, officerId, managerId, round, lease, card, holder] = Array.from({ length: 7 }, () => newId(Date.parse(at)))
  if (!deviceId || !officerId || !managerId || !round || !lease || !card || !holder) throw new Error('ids are missing')
  const [ink, photo] = [await sealAttachment(strokes, 'application/x-songka-strokes+json'), await sealAttachment(picture, 'image/jpeg')]
  const described = ({ sha256: hash, length, sealed }: typeof ink) => ({ sha256: hash, length, sealed })
  const strokesOf = (kind: 'signature' | 'officer_signature') => ({ ...described(ink), media_type: 'application/x-songka-strokes+json', kind })
  const words = ['本人已领取社会保障卡。']
  const made: Vector[] = []
  let prev: string | null = null

  const add = async (name: string, part: Pick<RecordBody, 'type' | 'payload' | 'attachments'>, sealed: (typeof ink)[], checks: string[][]): Promise<void> => {
    const surroundings = { v: 2, suite: 'intl-1', id: newId(Date.parse(at)), device: deviceId, epoch: 1, seq: made.length + 1, prev, schema: 1, rules_edition: '2017-1', build: '0.2.0' }
    const body = { ...surroundings, ...part, officer: officerId, round, lease, device_time: at, clock_offset_ms: 40, approvals: [] as Approval[] } as unknown as RecordBody
    for (const items of checks) {
      const check = { officer: managerId, role: 'bank_manager', items, at }
      const facts = checkedFacts(body.type, check.role, body)
      body.approvals.push({ ...check, way: 'same_device', signature: await signCheck({ suite: 'intl-1', nonce: newId(), ...check, type: body.type, facts }, manager) })
    }
    const signed = await signRecord(body, device, officer)
    const keys = Object.fromEntries(sealed.map((one) => [one.sealed, one.key]))
    const envelope = await sealRecord({ signed, keys }, escrow.publicKey, round, recordsKey)
    prev = await sha256(signed)
    made.push({
      name,
      device: { id: deviceId, kid: device.kid, public_key: device.publicKey },
      officer: { id: officerId, kid: officer.kid, public_key: officer.publicKey },
      manager: { id: managerId, kid: manager.kid, public_key: manager.publicKey },
      escrow: escrow.privateKey,
      records_key: toBase64Url(raw),
      body,
      signed: toText(signed),
      hash: prev,
      sealed: envelope,
      sealed_sha256: await sha256(toBytes(envelope)),
      attachments: sealed.map((one) => ({ ...described(one), sealed_bytes: toBase64Url(one.sealedBytes) })),
    })
  }

  const handedOver = {
    card_id: card,
    cardholder_id: holder,
    area_code: '222426',
    card_number: 'B00007052',
    path: 'self',
    place: 'round',
    proxy: null,
    found: { method: 'camera', symbology: 'code128' },
    identity: { document: 'id_card', method: 'wedge', number: number('22242619480312452'), name: '王玉兰' },
    match: { card: 'match', number: 'match', name: 'match', reason: null },
    checks: { id_card: { method: 'wedge' }, photo: { method: 'eye', portrait: true }, address: { method: 'eye' } },
    face_check: 'correct',
    temporary_card: { list_as_of: at, on_list: false, answer: 'none', number: null, fee: null },
    contact: null,
    notice: { shown: true, face_image: true, guardian: null },
    bank_check: 'same_device',
    signature: { sha256: ink.sha256, words, words_sha256: await sha256(toBytes(JSON.stringify(words))), kind: 'ink', by: 'self', witness: null },
    social_activation: 'requested',
    told_wechat: true,
    started_at: at,
  }
  const frame = { ...described(photo), media_type: 'image/jpeg', kind: 'barcode_frame' as const }
  await add('handed-over', { type: 'card.handed_over', payload: handedOver as never, attachments: [strokesOf('signature'), frame] }, [ink, photo], [['id_card', 'photo', 'address']])
  await add('not-served', { type: 'person.not_served', payload: { card_id: newId(), cardholder_id: newId(), reason: 'absent' }, attachments: [] }, [], [])
  const signatures = { specialist: ink.sha256, bank_manager: ink.sha256 }
  const counted = { handed: 1, returned: [newId()], wrong: [], missing: [], elsewhere: [], cash_fen: 0, receipts: [], check_code: '7KQM', signatures }
  await add('counted', { type: 'round.counted', payload: counted, attachments: [strokesOf('officer_signature')] }, [ink], [['count']])
  return made
}
