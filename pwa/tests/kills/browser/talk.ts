// What the page that is killed and the driver beside it say to each other, one step at a time.
import type { ChainHead, QueuedRecord } from '@/sync'

export const ROUND = 'round-0'
export const OFFICER = 'officer'
export const DEVICE = 'device-0'

/** The page stands there and asks what to do; `ok` answers the step before, `failed` says why there is no answer. */
export type Answer = { ok: unknown } | { failed: string }

export type Step =
  | { do: 'set_up'; receiptKey: JsonWebKey; escrow: JsonWebKey & { kid: string } }
  | { do: 'unlock' }
  /** `early`: a mistake for the judge to find: the tick comes before the save. */
  | { do: 'save'; card: number; files: number; early: boolean }
  | { do: 'draft'; number: number }
  | { do: 'pass' }
  /** As a save, without asking that it be flushed: what IndexedDB does by default. */
  | { do: 'scribble' }
  | { do: 'look' }

export interface SetUp {
  device: JsonWebKey
  officer: JsonWebKey
}

export interface Ticked {
  id: string
  place: [number, number]
  round: string
}

export interface Look {
  records: QueuedRecord[]
  files: { sealed: string; round: string; arrived: boolean }[]
  head: ChainHead | null
  /** Base64url of the signed bytes, by id, out of the sealed rows. */
  signed: Record<string, string>
  draft: number | null
}
