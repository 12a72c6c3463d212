// The specialist's side of the day: each person as the screens serve them, through the same drafts and the same judge.
import type { Strokes } from '@/capture'
import { useField } from '@/session/field'
import { changeProxy, withProxy, withProxyIdentity } from '@/features/issuance/field/proxyDraft'
import { nextReceipt } from '@/features/issuance/field/receipts'
import { useServe } from '@/features/issuance/field/useServe'
import type { BundlePerson } from '@/sync'

export interface Task {
  name: string
  number: string
  fate: string
  proxy: { name: string; number: string; phone: string; relation: string | null } | null
  typed: boolean
  fingerprint: boolean
  home: boolean
  temporary: 'returned' | 'lost' | null
  child: boolean
  /** Where the bank manager checks: on this tablet, or on the companion. */
  bank_check: 'same_device' | 'companion'
}

const ink: Strokes = { box: [600, 200], strokes: [[[60, 120, 0], [180, 60, 140], [320, 140, 290]]] }

export function personOf(number: string): BundlePerson {
  const person = useField().roster?.header.people.find((one) => one.number === number)
  if (!person) throw new Error('nobody of this round')
  return person
}

/** Serve one person to the record; `photo` is a JPEG in base64 for papers and prints. */
export async function serve({ task, photo, second }: { task: Task; photo: string; second: boolean }): Promise<string> {
  const person = personOf(task.number)
  if (task.fate.startsWith('wrong_')) return await noteWrongFace(person, task.fate.slice('wrong_'.length))
  if (task.home && !second) return await noteNotServed(person, 'home_visit')
  if (task.fate === 'proxy_refused') await expectRefusal(person, task, photo)
  if (!['self', 'reserved_proxy', 'direct_relative'].includes(task.fate)) return await noteNotServed(person, task.fate)
  return await handOver(person, task, photo)
}

/** Whoever may not collect is stopped by the rules themselves; nothing of them is kept (1.1.3.b). */
async function expectRefusal(person: BundlePerson, task: Task, photo: string): Promise<void> {
  const desk = useServe()
  await desk.begin(person)
  if (task.proxy) await bringProxy(person, task.proxy, photo)
  const said = desk.lacking
  if (!said.includes('relation_not_direct') && !said.includes('proxy_blocked')) throw new Error(`a proxy nobody may send is not stopped: ${said.join(', ')}`)
  await desk.drop()
}

async function handOver(person: BundlePerson, task: Task, photo: string): Promise<string> {
  const desk = useServe()
  const at = new Date().toISOString()
  await desk.begin(person)
  const byHand = task.typed || task.child
  const method = byHand ? 'typed' : 'wedge'
  await desk.add({ cardholderId: person.cardholder_id, found: { method: 'wedge' }, frame: null, identity: { method, number: task.number, name: byHand ? null : task.name, at } })
  // A child's number stands in the household register, and a guardian agrees (domain 2.6).
  if (task.child) await desk.change({ document: 'household_register', guardian: true })
  await desk.change({ ticks: { idCard: true, photo: true, address: true, face: true }, temporary: temporary(task), toldWechat: true })
  if (task.proxy) await bringProxy(person, task.proxy, photo)
  await agree(desk.lacking, 'match')
  if (task.bank_check === 'companion') await desk.change({ step: 'sign', bankCheck: 'companion' })
  else await desk.change({ step: 'sign', bank: await managersCheck(person, at) })
  if (task.fingerprint) await desk.change({ signing: { kind: 'fingerprint', witness: '全英姬' }, pictures: { ...desk.draft?.pictures, fingerprint: photo } })
  await agree(desk.lacking, 'sign')
  await desk.handOver(ink)
  return 'handed_over'
}

async function managersCheck({ card, cardholder_id }: BundlePerson, at: string) {
  const field = useField()
  const check = { officer: field.bankManager?.id ?? '', role: 'bank_manager', items: ['id_card', 'photo', 'address'], at }
  return await field.approve(check, 'card.handed_over', { card_id: card.id, cardholder_id })
}

function temporary({ temporary: how }: Task) {
  const { roster, receiptsUsed } = useField()
  const receipt = how === 'lost' ? nextReceipt(roster?.header.receipts, receiptsUsed) : null
  return { answer: how ?? ('none' as const), receipt }
}

async function bringProxy(person: BundlePerson, proxy: NonNullable<Task['proxy']>, photo: string): Promise<void> {
  const desk = useServe()
  if (!desk.draft) throw new Error('nobody is being served')
  const identity = { method: 'wedge' as const, number: proxy.number, name: proxy.name, at: new Date().toISOString() }
  const begun = withProxyIdentity(withProxy(desk.draft, person), person, identity)
  const relative = begun.path === 'direct_relative'
  const named = changeProxy(begun, { name: proxy.name, phone: proxy.phone, relation: relative ? proxy.relation : null, register: relative, household: '' })
  await desk.change({ ...named, step: 'proxy', pictures: { proxy_id_card: photo, ...(relative ? { household_register: photo } : {}) } })
  // What is known of the proxy is hashed first.
  await new Promise((resolve) => setTimeout(resolve, 5))
}

/** The rules want nothing more at this step, or the day is not what it should be. */
async function agree(lacking: readonly string[], step: string): Promise<void> {
  await Promise.resolve()
  if (lacking.length > 0) throw new Error(`at ${step}: ${lacking.join(', ')}`)
}

async function noteNotServed(person: BundlePerson, reason: string): Promise<string> {
  const field = useField()
  const payload = { card_id: person.card.id, cardholder_id: person.cardholder_id, reason }
  await field.save({ type: 'person.not_served', officer: field.specialist?.id ?? '', approvals: [], payload })
  return reason
}

async function noteWrongFace(person: BundlePerson, item: string): Promise<string> {
  const field = useField()
  const payload = { card_id: person.card.id, cardholder_id: person.cardholder_id, items: [item], correct: '以身份证为准', card_kept: true }
  await field.save({ type: 'card.wrong_face', officer: field.specialist?.id ?? '', approvals: [], payload })
  return 'wrong_face'
}
