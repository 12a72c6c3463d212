// What the bank manager has done with each person of a round on the companion: derived from its records alone, in their order.
import type { Corrected, Cosigned, FinanceActivated } from '@/rules'
import type { SavedRecord } from './outcomes'
import type { RecordState } from './ports'

interface Told {
  eventId: string
  at: string
  state: RecordState
}

/** The manager's half of the check (1.2.2.c). */
export interface BankCheck extends Told {
  result: Cosigned['result']
  reason: string | null
  /** Who stood there; null in records that do not say. */
  collectedBy: 'self' | 'proxy' | null
}

/** What the manager's terminal did (1.2.2.d). */
export interface BankReport extends Told {
  result: FinanceActivated['result']
  reason: string | null
  terminal: string | null
  passwordChanged: boolean
}

export interface Banked {
  check: BankCheck | null
  report: BankReport | null
}

export const nothingBanked: Banked = { check: null, report: null }

/** What was done, by cardholder id. The last record of each kind counts; a corrected one counts as never made. */
export function banked(records: readonly SavedRecord[]): Map<string, Banked> {
  const undone = new Set(records.filter(({ body }) => body.type === 'event.corrected').map(({ body }) => (body.payload as Corrected).corrects))
  const found = new Map<string, Banked>()
  for (const { body, state } of records) {
    if (undone.has(body.id)) continue
    const told = { eventId: body.id, at: body.device_time, state }
    if (body.type === 'check.cosigned') {
      const payload = body.payload as Cosigned
      const check = { ...told, result: payload.result, reason: payload.reason, collectedBy: payload.collected_by ?? null }
      found.set(payload.cardholder_id, { ...(found.get(payload.cardholder_id) ?? nothingBanked), check })
    }
    if (body.type === 'finance.activated') {
      const { cardholder_id: holder, result, reason = null, terminal_reference: terminal = null, password_changed: passwordChanged } = body.payload as FinanceActivated
      found.set(holder, { ...(found.get(holder) ?? nothingBanked), report: { ...told, result, reason, terminal, passwordChanged } })
    }
  }
  return found
}
