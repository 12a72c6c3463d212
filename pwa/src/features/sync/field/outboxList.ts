// The outbox in the order in which people need it: what waits for a person, what is only here, what has arrived.
import type { HandedOver } from '@/rules'
import type { OutboxEntry } from '@/store'
import type { BundlePerson, QueueState } from '@/sync'
import type { MarkKind } from '@/ui/kinds'

const ORDER: Record<QueueState, number> = { parked: 0, conflict: 0, saved: 1, received: 2, safe: 2 }
export const MARKS: Record<QueueState, MarkKind> = { parked: 'parked', conflict: 'parked', saved: 'wait', received: 'ok', safe: 'ok' }

/**
 * Those for a person first, then those only here (oldest first: they leave first), then the arrived (newest first).
 * What was settled at the desk (`settled`, by record) waits for nobody and counts as arrived.
 */
export function inOrder(entries: readonly OutboxEntry[], settled: ReadonlyMap<string, string> = new Map()): OutboxEntry[] {
  const orderOf = ({ row }: OutboxEntry) => (settled.has(row.id) ? ORDER.received : ORDER[row.state])
  const place = ({ row }: OutboxEntry) => row.place[0] * 1e9 + row.place[1]
  return [...entries].sort((one, other) => {
    const group = orderOf(one) - orderOf(other)
    if (group !== 0) return group
    return one.row.state === 'saved' ? place(one) - place(other) : place(other) - place(one)
  })
}

/** Whose record it is: by name while its round is open, else null. */
export function personOf(entry: OutboxEntry, people: readonly BundlePerson[]): BundlePerson | null {
  const payload = entry.body?.payload as Partial<HandedOver> | undefined
  return people.find(({ cardholder_id: id }) => id === payload?.cardholder_id) ?? null
}

/** Whose record a correction speaks of: that of the record it corrects. */
export function correctedPerson(entry: OutboxEntry, entries: readonly OutboxEntry[], people: readonly BundlePerson[]): BundlePerson | null {
  const corrects = (entry.body?.payload as { corrects?: string } | undefined)?.corrects
  const original = entries.find(({ row }) => row.id === corrects)
  return original ? personOf(original, people) : null
}

export function pictures(entry: OutboxEntry): { count: number; bytes: number } {
  return { count: entry.row.attachments.length, bytes: entry.row.attachments.reduce((sum, { length }) => sum + length, 0) }
}
