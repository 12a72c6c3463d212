// One pass over the outbox: attachments first, then records in order; only the server's receipt settles a record.
import { mapLimit } from './mapLimit'
import type { Answer, Limits, OutboxPort, Receipt, SentRecord, ServerPort, SettledVerdict, Verdict, WaitingAttachment, WaitingRecord } from './ports'

export type PassEnd = 'empty' | 'progress' | 'stuck' | 'unreachable' | 'refused'

export interface PassResult {
  end: PassEnd
  settled: number
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
  if (waiting.length === 0) return { end: 'empty', settled: 0, code: null }
  const carrier: Carrier = { outbox, server, limits, broken, lost: new Set() }
  const carried = await uploadAttachments(carrier, waiting)
  if (carried.kind !== 'ok') return stopped(carried, 0)
  return await uploadRecords(carrier, waiting)
}

interface Carrier {
  outbox: OutboxPort
  server: ServerPort
  limits: Limits
  broken: Set<string>
  /** Attachments that are not there and nobody can bring any more, by the hash of their sealed bytes. */
  lost: Set<string>
}

async function uploadAttachments(carrier: Carrier, waiting: WaitingRecord[]): Promise<Answer<null>> {
  const named = new Map(waiting.flatMap((record) => record.attachments.map((a) => [a.sealed, a] as const)))
  const answers = await mapLimit([...named.values()], carrier.limits.inFlight, (a) => uploadOne(carrier, a))
  // One that the server will not have holds up nobody else: the server says so in its record's verdict.
  return answers.find((answer) => answer.kind === 'unreachable') ?? { kind: 'ok', value: null }
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

async function carry({ outbox, server, limits, broken }: Carrier, attachment: WaitingAttachment, bytes: Uint8Array): Promise<Answer<null>> {
  // Small pieces go at once; the offset is only asked where a cut may have left something to continue.
  let from = 0
  if (bytes.length > limits.chunkBytes || broken.has(attachment.sealed)) {
    const known = await server.offset(attachment.sealed)
    if (known.kind !== 'ok') return known
    if (known.value.complete) return arrived(outbox, attachment)
    // All bytes there and still not whole: the server died before it looked at them. They are sent again.
    from = known.value.offset < bytes.length ? known.value.offset : 0
  }
  while (from < bytes.length) {
    const chunk = bytes.subarray(from, from + limits.chunkBytes)
    const answer = await server.putBlob(attachment.sealed, chunk, from, bytes.length)
    if (answer.kind !== 'ok') return answer
    if (answer.value.complete) return arrived(outbox, attachment)
    // A server that answers without any progress must not be asked for ever.
    if (answer.value.offset <= from) return { kind: 'unreachable' }
    from = answer.value.offset
  }
  return { kind: 'unreachable' }
}

async function arrived(outbox: OutboxPort, attachment: WaitingAttachment): Promise<Answer<null>> {
  await outbox.attachmentArrived(attachment.sealed)
  return { kind: 'ok', value: null }
}

async function uploadRecords(carrier: Carrier, waiting: WaitingRecord[]): Promise<PassResult> {
  const { outbox, server, limits } = carrier
  let settled = 0
  let size = limits.batchRecords
  let rest = waiting
  let brought = false
  while (rest.length > 0) {
    const batch = takeBatch(rest, size, limits.batchBytes)
    const answer = await server.postRecords(batch.map((record) => outgoing(record, carrier.lost)))
    if (answer.kind === 'too_large' && batch.length > 1) {
      size = Math.ceil(batch.length / 2)
      continue
    }
    if (answer.kind !== 'ok') return stopped(answer, settled)
    const { done, missing } = await settle(outbox, batch, answer.value)
    settled += done.size
    rest = rest.filter(({ id }) => !done.has(id))
    if (done.size === batch.length) {
      brought = false
      continue
    }
    if (!missing || (brought && done.size === 0)) return { end: settled > 0 ? 'progress' : 'stuck', settled, code: null }
    // A restored server lacks what it once had: bring it and ask again, or each such record would cost a pass of its own.
    brought = true
    const carried = await uploadAttachments(carrier, batch.filter(({ id }) => !done.has(id)))
    if (carried.kind !== 'ok') return stopped(carried, settled)
  }
  return { end: 'progress', settled, code: null }
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

function stopped(answer: Exclude<Answer<unknown>, { kind: 'ok' }>, settled: number): PassResult {
  if (answer.kind === 'refused') return { end: 'refused', settled, code: answer.code }
  if (answer.kind === 'unreachable' && answer.foreign) return { end: 'unreachable', settled, code: null, foreign: true }
  return { end: answer.kind === 'too_large' ? 'stuck' : 'unreachable', settled, code: null }
}
