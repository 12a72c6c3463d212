// What the bank manager's answers become: pure, from the draft to the two records (1.2.2.c, 1.2.2.d).
import type { Cosigned, FinanceActivated } from '@/rules'
import type { BundlePerson } from '@/sync'

export const items = ['id_card', 'photo', 'address'] as const
export type Item = (typeof items)[number]

/** What is being filled in for one person; sealed after every change. */
export interface BankDraft {
  v: 1
  cardholderId: string
  ticked: Item[]
  result: FinanceActivated['result'] | null
  passwordChanged: boolean | null
  terminal: string
  reason: string | null
}

export function beginDraft(cardholderId: string): BankDraft {
  return { v: 1, cardholderId, ticked: [], result: null, passwordChanged: null, terminal: '', reason: null }
}

/** The items still to be looked at. */
export function unticked({ ticked }: BankDraft): Item[] {
  return items.filter((item) => !ticked.includes(item))
}

/** What the report still lacks, in the order of the screen. */
export function lacking({ result, passwordChanged, reason }: BankDraft): ('result' | 'password' | 'reason')[] {
  if (result === null) return ['result']
  if (result === 'activated') return passwordChanged === null ? ['password'] : []
  return reason === null ? ['reason'] : []
}

/** The manager's half: the three were compared with the originals, the number by its last four. */
export function agreement(person: BundlePerson, collectedBy: 'self' | 'proxy'): Cosigned {
  return { ...who(person), result: 'agreed', items: [...items], reason: null, number_tail: tailOf(person), collected_by: collectedBy }
}

export function refusal(person: BundlePerson, draft: BankDraft, reason: string): Cosigned {
  return { ...who(person), result: 'refused', items: items.filter((item) => draft.ticked.includes(item)), reason, number_tail: tailOf(person) }
}

export function report(person: BundlePerson, draft: BankDraft): FinanceActivated {
  if (draft.result === 'refused') return { ...who(person), result: 'refused', password_changed: false, ...(draft.reason ? { reason: draft.reason } : {}) }
  const terminal = draft.terminal.trim()
  return { ...who(person), result: 'activated', password_changed: draft.passwordChanged === true, ...(terminal ? { terminal_reference: terminal } : {}) }
}

/** The last four of the identity number, as the original is compared by. */
export function tailOf(person: BundlePerson): string {
  return person.number.slice(-4)
}

function who(person: BundlePerson): { card_id: string; cardholder_id: string } {
  return { card_id: person.card.id, cardholder_id: person.cardholder_id }
}
