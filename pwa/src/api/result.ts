// What a call comes back with: a value, a refusal with its words, or no answer. Nothing is thrown.
import { refusalRow } from '@/rules'

export interface Refusal {
  code: string
  status: number
  clause: string | null
  zh: string
  en: string
  facts: Record<string, unknown>
}

export type Result<T> = { ok: true; value: T } | { ok: false; offline: false; refusal: Refusal } | { ok: false; offline: true }

/** Read a refusal from an answer's body; an answer that is not the server's own counts as no answer. */
export function readRefusal(status: number, body: unknown): Result<never> {
  if (!isRefusalBody(body)) return { ok: false, offline: true }
  const { code, clause, message_zh, message_en, facts } = body
  const row = refusalRow(code)
  const refusal = { code, status, clause, zh: message_zh, en: message_en, facts: facts ?? {} }
  return { ok: false, offline: false, refusal: { ...refusal, zh: refusal.zh || (row?.zh ?? code), en: refusal.en || (row?.en ?? code) } }
}

interface RefusalBody {
  code: string
  clause: string | null
  message_zh: string
  message_en: string
  facts?: Record<string, unknown>
}

function isRefusalBody(body: unknown): body is RefusalBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'message_zh' in body
}
