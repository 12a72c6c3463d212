// The transport of design §5 over HTTP, as the sync core sees it.
import { compactVerify, importJWK, type JWK } from 'jose'
import type { Answer, DownloadPorts, History, PhoneOfRound, QueueReport, Receipt, ServerPort } from '@/sync'
import { isJson, send } from './http'

interface RefusalBody {
  code?: string
}

export interface DeviceReport {
  unsent: number
  oldest_at: string | null
  storage_persisted: boolean
  storage_free: number | null
  build: string
  clock_offset_ms: number | null
  parked: number
  open_rounds: number
}

export interface Hello {
  lineage: string
  server_time: string
  have: { epoch: number; last_seq: number }[]
  /** Rounds whose lease is revoked: their data is to be forgotten (4.2). */
  revoked: string[]
  /** The oldest build that may make new records; old queues are always taken. */
  min_build?: string
  /** Officers who may not work here any more, by the key they sign with: see `dropOfficers`. */
  dropped?: { officer_id: string; kid: string }[]
  /** The device itself is shut out; a server of an older build does not say so here. */
  device_revoked?: boolean
  /** Rounds that are closed: nobody needs their data any more. */
  closed?: string[]
  /** What the county knows of the rounds this device carries, later than their bundles. */
  rounds?: { round_id: string; phone: PhoneOfRound; finance_alone?: string[] }[]
  /** Of the records said to be parked: what two people decided of them at the desk. */
  settled?: { event_id: string; decision: string }[]
  /** What the county says of its history, under its receipt key: see `historyIn`. */
  history?: string
  /** What the county says of the keys records are sealed to, under its receipt key: see `escrowIn`. */
  escrow?: string
}

/** The key records are sealed to from now on, out of a statement; null where the statement is not the county's own to us (T7). */
export async function escrowIn(statement: string, receiptKey: JsonWebKey, device: string): Promise<(JWK & { kid: string }) | null> {
  const said = await verified<{ keys: (JWK & { kid: string })[] }>(statement, 'songka-escrow', receiptKey, device).catch(() => null)
  return said?.keys[0] ?? null
}

/** The county's history out of a statement; null where the statement is not the county's own to us. */
export async function historyIn(statement: string, receiptKey: JsonWebKey, device: string): Promise<History | null> {
  return await verified<History>(statement, 'songka-history', receiptKey, device).catch(() => null)
}

/** Say hello: tell how this tablet is, hear what the server has of it and what time it is. */
export async function sayHello(report: DeviceReport, { epoch, last_seq, head_hash, ended }: QueueReport, parked: string[] = []): Promise<Answer<Hello>> {
  // Most devices never lost an epoch.
  const chain = { epoch, last_seq, head_hash, ...(ended.length > 0 ? { ended } : {}) }
  return await post('/api/v1/sync/hello', { report, ...chain, parked }, readJson<Hello>)
}

/** Prove that this browser is its device by signing what the server asks: the answer brings the lost cookie anew. */
export async function proveDevice(deviceId: string, sign: (challenge: string) => Promise<string | null>): Promise<boolean> {
  const asked = await post('/api/v1/enrolment/challenge', { device_id: deviceId }, readJson<{ challenge: string }>)
  if (asked.kind !== 'ok') return false
  const { challenge } = asked.value
  const proof = await sign(challenge)
  if (proof === null) return false
  const answered = await post('/api/v1/enrolment/proof', { challenge, proof }, readJson<{ id: string }>)
  return answered.kind === 'ok' && answered.value.id === deviceId
}

/** Where the activation behind one of this device's records stands. */
export interface Confirmation {
  event_id: string
  kind: string
  state: string
}

/** What became of the activations behind this device's last records. */
export async function readConfirmations(): Promise<Confirmation[]> {
  const told = await answer(send('/api/v1/device/confirmations'), readJson<{ items: Confirmation[] }>)
  return told.kind === 'ok' ? told.value.items : []
}

/** The server's side of an upload; a receipt counts only when its signature is the server's. */
export function syncServer(receiptKey: JsonWebKey, device: string): ServerPort {
  return {
    offset: (sealed) =>
      answer(send(`/api/v1/blobs/${sealed}`, { method: 'HEAD' }), (response) => Promise.resolve(progress(response)), blobStatus),
    putBlob: (sealed, bytes, from, total) => {
      const range = `bytes ${from}-${from + bytes.length - 1}/${total}`
      const headers = { 'content-type': 'application/octet-stream', 'content-range': range }
      const call = send(`/api/v1/blobs/${sealed}`, { method: 'PUT', body: bytes as BodyInit, headers })
      return answer(call, (response) => Promise.resolve(progress(response)), blobStatus)
    },
    postRecords: (records) => post('/api/v1/events', { records }, async (response) => await verifiedReceipt(response, receiptKey, device)),
  }
}

/** A part of a round's bundle. */
export function bundleRange(roundId: string): DownloadPorts['range'] {
  return async (from, length, etag) => {
    const headers: Record<string, string> = { range: `bytes=${from}-${from + length - 1}` }
    if (etag) headers['if-range'] = etag
    return await answer(send(`/api/v1/rounds/${roundId}/bundle`, { headers }), async (response) => {
      const bytes = new Uint8Array(await response.arrayBuffer())
      const total = Number(response.headers.get('content-range')?.split('/')[1] ?? bytes.length)
      return { bytes, total, etag: response.headers.get('etag') ?? '' }
    }, bundleStatus)
  }
}

type Fits = (response: Response) => boolean
const jsonStatus: Fits = (response) => response.ok && isJson(response)
const blobStatus: Fits = (response) => response.headers.has('upload-offset') && [200, 201, 202, 404].includes(response.status)
const bundleStatus: Fits = (response) => [200, 206].includes(response.status) && response.headers.has('etag')

async function post<T>(path: string, body: unknown, read: (response: Response) => Promise<T>): Promise<Answer<T>> {
  return await answer(send(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }), read)
}

async function readJson<T>(response: Response): Promise<T> {
  return (await response.json()) as T
}

async function answer<T>(call: Promise<Response>, read: (response: Response) => Promise<T>, fits: Fits = jsonStatus): Promise<Answer<T>> {
  try {
    const response = await call
    if (fits(response)) return { kind: 'ok', value: await read(response) }
    if (response.status === 413) return { kind: 'too_large' }
    // A page where JSON was asked for is a captive portal's, or a proxy's before a county that is down.
    if (!isJson(response)) return response.status >= 500 ? { kind: 'unreachable' } : { kind: 'unreachable', foreign: true }
    if (response.status >= 500 || response.status === 429) return { kind: 'unreachable' }
    const body = (await response.json()) as RefusalBody
    return body.code ? { kind: 'refused', status: response.status, code: body.code } : { kind: 'unreachable' }
  } catch {
    // No answer, a cut answer, or a receipt that is not the server's: all the same to us.
    return { kind: 'unreachable' }
  }
}

function progress(response: Response): { offset: number; complete: boolean } {
  return { offset: Number(response.headers.get('upload-offset')), complete: response.status === 200 || response.status === 201 }
}

async function verifiedReceipt(response: Response, receiptKey: JsonWebKey, device: string): Promise<Receipt> {
  const { receipt } = (await response.json()) as { receipt: string }
  return await verified<Receipt>(receipt, 'songka-receipt', receiptKey, device)
}

/** What the county says to this device under its receipt key. Throws where it says something else, to another device, or is not the county. */
async function verified<T>(statement: string, typ: string, receiptKey: JsonWebKey, device: string): Promise<T> {
  const { payload, protectedHeader } = await compactVerify(statement, await importJWK(receiptKey, 'ES256'), { algorithms: ['ES256'] })
  if (protectedHeader.typ !== typ) throw new Error('a statement of another kind')
  const said = JSON.parse(new TextDecoder().decode(payload)) as T & { device: string }
  if (said.device !== device) throw new Error('a statement to another device')
  return said
}
