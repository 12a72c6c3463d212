// Records that wait for a person: what the tablet wrote, as words, and what happens next.

type Found = Record<string, unknown>

const partOf = (from: unknown, name: string): unknown => (typeof from === 'object' && from !== null ? (from as Found)[name] : undefined)

/** Read a text below a path; null when it is not there or no text. Records may be of a newer build, or wrong. */
export function textAt(record: unknown, ...path: string[]): string | null {
  const found = path.reduce<unknown>(partOf, record)
  return typeof found === 'string' && found !== '' ? found : null
}

/** Read an id of the record's card; null when it names none. */
export const cardIdOf = (record: unknown): string | null => textAt(record, 'payload', 'card_id')

export interface Approval { officer: string | null; at: string | null }

/** The checks of a second person that stand in the record. */
export function approvalsOf(record: unknown): Approval[] {
  const found = partOf(record, 'approvals')
  return Array.isArray(found) ? found.map((one) => ({ officer: textAt(one, 'officer'), at: textAt(one, 'at') })) : []
}

/** How many attachments of each kind the record names. */
export function attachmentsOf(record: unknown): string[] {
  const found = partOf(record, 'attachments')
  return Array.isArray(found) ? found.map((one) => textAt(one, 'kind')).filter((kind): kind is string => kind !== null) : []
}

export type Advice = 'second' | 'chain' | 'changed' | 'newer' | 'attachment' | 'person'

const advices: Readonly<Record<string, Advice>> = {
  card_already_handed_over: 'second',
  chain_broken: 'chain',
  record_of_another_device: 'chain',
  same_id_other_content: 'changed',
  unknown_type: 'newer',
  attachment_lost: 'attachment',
  attachment_unfit: 'attachment',
}

/** What has to happen with a record of this reason. */
export const adviceOf = (reason: string): Advice => advices[reason] ?? 'person'

/** What has to happen with a case of this kind. */
export function caseAdviceOf(kind: string): Advice {
  if (kind === 'second_hand_over') return 'second'
  if (kind === 'changed_bytes') return 'changed'
  return kind === 'chain' ? 'chain' : 'person'
}

export interface Difference { path: string; first: string; second: string }

/** Where two records differ, part by part; a part that one of them lacks reads —. */
export function differencesOf(first: unknown, second: unknown, path = ''): Difference[] {
  if (JSON.stringify(first) === JSON.stringify(second)) return []
  if (!isGroup(first) || !isGroup(second)) return [{ path, first: shown(first), second: shown(second) }]
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])]
  return names.flatMap((name) => differencesOf(first[name], second[name], path ? `${path}.${name}` : name))
}

const isGroup = (part: unknown): part is Found => typeof part === 'object' && part !== null
const shown = (part: unknown): string => (part === undefined ? '—' : typeof part === 'string' ? part : JSON.stringify(part))

/** Everything the tablet wrote, to be read by people. */
export const wholeOf = (record: unknown): string => JSON.stringify(record, null, 2)

/** Show a clock's difference in whole seconds; null when the tablet did not know it. */
export const secondsOff = (offsetMs: number | null): number | null => (offsetMs === null ? null : Math.round(offsetMs / 1000))
