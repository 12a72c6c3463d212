// One pass over the outbox, a group of records at a time: their attachments, then the records in order; only the server's receipt settles a record.
import { fromBothEnds } from './lanes'
import type { Answer, Limits, OutboxPort, Receipt, SentRecord, ServerPort, SettledVerdict, Verdict, WaitingAttachment, WaitingRecord } from './ports'

export type PassEnd = 'empty' | 'progress' | 'stuck' | 'unreachable' | 'refused'

export interface PassResult {
  end: PassEnd
  settled: number
  /** Attachments that are whole at the server since this pass: it moved something even where the line broke in the end. */
  arrived: number
  /** Code of the refusal, when the server refused the whole request (a revoked device, say) or the disk stays away. */
  code: string | null
  /** Somebody answered who is not the server. */
  foreign?: boolean
}

/**
 * Upload what waits, once. Nothing is lost or doubled wherever it is interrupted: the next pass begins again. `broken`
 * remembers from pass to pass which attachments broke off on the way: they go on where the server's offset says.
 */
export async function uploadPass(outbox: OutboxPort, server: ServerPort, limits: Limits, broken: Set<string> = new Set()): Promise<PassResult> {
  const waiting = await outbox.waiting()
  const carrier = carrierOf(outbox, server, limits, broken)
  if (waiting.length === 0) return ended(carrier, 'empty')
  // A group is settled before the next one leaves: on a line that breaks all the time a long day arrives little by little.
  for (let first = 0; first < waiting.length; first += limits.batchRecords) {
    const early = await uploadGroup(carrier, waiting.slice(first, first + limits.batchRecords))
    if (early) return early
  }
  return ended(carrier, 'progress')
}

/** Bring the attachments of the first group beside a greeting: they need nothing of what it says. Says how many arrived. */
export async function bringAhead(outbox: OutboxPort, server: ServerPort, limits: Limits, broken: Set<string>): Promise<number> {
  const carrier = carrierOf(outbox, server, limits, broken)
  await uploadAttachments(carrier, (await outbox.waiting()).slice(0, limits.batchRecords))
  return carrier.arrived
}

function carrierOf(outbox: OutboxPort, server: ServerPort, limits: Limits, broken: Set<string>): Carrier {
  return { outbox, server, limits, broken, lost: new Set(), settled: 0, arrived: 0 }
}

interface Carrier {
  outbox: OutboxPort
  server: ServerPort
  limits: Limits
  broken: Set<string>
  /** Attachments that are not there and nobody can bring any more, by the hash of their sealed bytes. */
  lost: Set<string>
  settled: number
  arrived: number
}

/** Bring a group whole; null when all of it is settled, else how the pass ends. */
async function uploadGroup(carrier: Carrier, group: WaitingRecord[]): Promise<PassResult | null> {
  const carried = await uploadAttachments(carrier, group)
  if (carried.kind !== 'ok') return stopped(carrier, carried)
  return await uploadRecords(carrier, group)
}

/**
 * Bring what these records name, the long ones from one end and the rest from the other: while short ones wait for their
 * answers, and the server is asked how far those are that broke off, the line carries the long ones.
 */
async function uploadAttachments(carrier: Carrier, records: WaitingRecord[]): Promise<Answer<null>> {
  const { broken, limits } = carrier
  const named = new Map(records.flatMap((record) => record.attachments.map((a) => [a.sealed, a] as const)))
  const ordered = [...named.values()].sort((one, other) => Number(broken.has(one.sealed)) - Number(broken.has(other.sealed)) || other.length - one.length)
  let end: Answer<null> = { kind: 'ok', value: null }
  await fromBothEnds(ordered, limits.inFlight, async (attachment) => {
    if (end.kind !== 'ok') return
    const answer = await uploadOne(carrier, attachment)
    // One that the server will not have holds up nobody else: the server says so in its record's verdict.
    if (answer.kind === 'unreachable') end = answer
  })
  return end
}

async function uploadOne(carrier: Carrier, attachment: WaitingAttachment): Promise<Answer<null>> {
  const { outbox, broken, lost } = carrier
  if (await outbox.arrived(attachment.sealed)) return { kind: 'ok', value: null }
  const bytes = await outbox.attachment(attachment.sealed)
  // Its record says that it is lost; an empty upload would say that it was nothing (fault C6).
  if (bytes === null) {
    lost.add(attachment.sealed)
    return { kind: 'ok', value: null }
  }
  const answer = await carry(carrier, attachment, bytes)
  if (answer.kind === 'unreachable') broken.add(attachment.sealed)
  else broken.delete(attachment.sealed)
  return answer
}

async function carry(carrier: Carrier, attachment: WaitingAttachment, bytes: Uint8Array): Promise<Answer<null>> {
  const { server, limits, broken } = carrier
  // Small pieces go at once; the offset is only asked where a cut may have left something to continue.
  let from = 0
  if (bytes.length > limits.chunkBytes || broken.has(attachment.sealed)) {
    const known = await server.offset(attachment.sealed)
    if (known.kind !== 'ok') return known
    if (known.value.complete) return arrived(carrier, attachment)
    // All bytes there and still not whole: the server died before it looked at them. They are sent again.
    from = known.value.offset < bytes.length ? known.value.offset : 0
  }
  while (from < bytes.length) {
    const chunk = bytes.subarray(from, from + limits.chunkBytes)
    const answer = await server.putBlob(attachment.sealed, chunk, from, bytes.length)
    if (answer.kind !== 'ok') return answer
    if (answer.value.complete) return arrived(carrier, attachment)
    // A server that answers without any progress must not be asked for ever.
    if (answer.value.offset <= from) return { kind: 'unreachable' }
    from = answer.value.offset
  }
  return { kind: 'unreachable' }
}

async function arrived(carrier: Carrier, attachment: WaitingAttachment): Promise<Answer<null>> {
  await carrier.outbox.attachmentArrived(attachment.sealed)
  carrier.arrived += 1
  return { kind: 'ok', value: null }
}

async function uploadRecords(carrier: Carrier, group: WaitingRecord[]): Promise<PassResult | null> {
  const { outbox, server, limits } = carrier
  let size = group.length
  let rest = group
  let brought = false
  while (rest.length > 0) {
    const batch = takeBatch(rest, size, limits.batchBytes)
    const answer = await server.postRecords(batch.map((record) => outgoing(record, carrier.lost)))
    if (answer.kind === 'too_large' && batch.length > 1) {
      size = Math.ceil(batch.length / 2)
      continue
    }
    if (answer.kind !== 'ok') return stopped(carrier, answer)
    const { done, missing } = await settle(outbox, batch, answer.value)
    carrier.settled += done.size
    rest = rest.filter(({ id }) => !done.has(id))
    if (done.size === batch.length) {
      brought = false
      continue
    }
    if (!missing || (brought && done.size === 0)) return ended(carrier, carrier.settled > 0 ? 'progress' : 'stuck')
    // A restored server lacks what it once had: bring it and ask again, or each such record would cost a pass of its own.
    brought = true
    const carried = await uploadAttachments(carrier, batch.filter(({ id }) => !done.has(id)))
    if (carried.kind !== 'ok') return stopped(carrier, carried)
  }
  return null
}

/** What is sent of a record: its sealed text, and which of its attachments nobody can bring any more. */
function outgoing({ sealed, hash, place, attachments }: WaitingRecord, lost: ReadonlySet<string>): SentRecord {
  return { sealed, hash, place, lost: attachments.filter((one) => lost.has(one.sealed)).map(({ sha256 }) => sha256) }
}

/** Settle what the receipt answers for; says which records those were, and whether the server lacks attachments. */
async function settle(outbox: OutboxPort, batch: WaitingRecord[], receipt: Receipt): Promise<{ done: Set<string>; missing: boolean }> {
  const answered = answersFor(batch, receipt.verdicts)
  const missing = answered.flatMap(([record, verdict]) => verdict.missing.map((clear) => sealedName(record, clear)))
  for (const sealed of missing) await outbox.attachmentMissing(sealed)
  const final = answered.map(([, verdict]) => verdict).filter(({ verdict }) => verdict !== 'wait')
  await outbox.settle(final, receipt.lineage)
  return { done: new Set(final.map(({ id }) => id)), missing: missing.length > 0 }
}

/** Verdicts about the very bytes that were sent: those of another sealing, or of other signed bytes, say nothing. */
function answersFor(batch: WaitingRecord[], verdicts: Verdict[]): [WaitingRecord, SettledVerdict][] {
  const sent = new Map(batch.map((record) => [record.sealedHash, record]))
  return verdicts.flatMap((verdict) => {
    const record = sent.get(verdict.sealed ?? verdict.hash ?? '')
    if (!record || (verdict.hash !== null && verdict.hash !== record.hash)) return []
    return [[record, { ...verdict, id: record.id }] as [WaitingRecord, SettledVerdict]]
  })
}

function sealedName(record: WaitingRecord, clear: string): string {
  return record.attachments.find(({ sha256 }) => sha256 === clear)?.sealed ?? clear
}

function takeBatch(rest: WaitingRecord[], most: number, mostBytes: number): WaitingRecord[] {
  const batch: WaitingRecord[] = []
  let bytes = 0
  for (const record of rest.slice(0, most)) {
    bytes += record.sealed.length
    if (batch.length > 0 && bytes > mostBytes) break
    batch.push(record)
  }
  return batch
}

function stopped(carrier: Carrier, answer: Exclude<Answer<unknown>, { kind: 'ok' }>): PassResult {
  if (answer.kind === 'refused') return { ...ended(carrier, 'refused'), code: answer.code }
  if (answer.kind === 'unreachable' && answer.foreign) return { ...ended(carrier, 'unreachable'), foreign: true }
  return ended(carrier, answer.kind === 'too_large' ? 'stuck' : 'unreachable')
}

function ended({ settled, arrived }: Carrier, end: PassEnd): PassResult {
  return { end, settled, arrived, code: null }
}
