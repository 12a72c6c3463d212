// The record a tablet makes of what happened (design §5). What is signed of it never changes again: the hash is taken over
// exactly those bytes, and the next record names it.
import type { Approval, Attachment, EventType, PayloadOf } from '@/rules'

export interface RecordBody<T extends EventType = EventType> {
  v: 1 | 2
  suite: 'intl-1'
  id: string
  device: string
  epoch: number
  seq: number
  prev: string | null
  type: T
  schema: 1
  rules_edition: string
  build: string
  officer: string
  round: string
  lease: string
  device_time: string
  clock_offset_ms: number | null
  approvals: Approval[]
  attachments: Attachment[]
  payload: PayloadOf[T]
}

/** What a screen knows of a record before it has its place in the chain. */
export interface RecordDraft<T extends EventType = EventType> {
  type: T
  officer: string
  round: string
  lease: string
  approvals: Approval[]
  payload: PayloadOf[T]
}

/** The last place taken in this device's chain. */
export interface ChainHead {
  epoch: number
  seq: number
  hash: string | null
  count: number
  /** Epochs that ended because this device's storage was lost, with the last number known to have been taken in each. */
  ended?: EpochEnd[]
}

export interface EpochEnd {
  epoch: number
  seq: number
}

/** What surrounds every record of this device, injected. */
export interface RecordSetting {
  device: string
  build: string
  rulesEdition: string
  newId: () => string
  now: () => Date
  clockOffsetMs: () => number | null
}

/** Give a draft its place after `head`. */
export function makeBody(setting: RecordSetting, head: ChainHead, draft: RecordDraft, attachments: Attachment[]): RecordBody {
  return {
    v: 2,
    suite: 'intl-1',
    id: setting.newId(),
    device: setting.device,
    epoch: head.epoch,
    seq: head.seq + 1,
    prev: head.hash,
    type: draft.type,
    schema: 1,
    rules_edition: setting.rulesEdition,
    build: setting.build,
    officer: draft.officer,
    round: draft.round,
    lease: draft.lease,
    device_time: setting.now().toISOString(),
    clock_offset_ms: setting.clockOffsetMs(),
    approvals: draft.approvals,
    attachments,
    payload: draft.payload,
  }
}
