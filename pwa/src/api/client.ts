// Typed calls to the API, from the types generated out of its OpenAPI description.
import createClient from 'openapi-fetch'
import { isJson, send } from './http'
import { readRefusal, type Result } from './result'
import type { paths } from './schema'

export const api = createClient<paths>({ fetch: (request) => send(request) })

interface Answered<T> {
  data?: T
  error?: unknown
  response: Response
}

/** Await a call and give its value, its refusal, or the fact that nobody answered. */
export async function ask<T>(call: Promise<Answered<T>>): Promise<Result<T>> {
  let answered: Answered<T>
  try {
    answered = await call
  } catch {
    return { ok: false, offline: true }
  }
  const { data, error, response } = answered
  if (response.ok && (response.status === 204 || isJson(response))) return { ok: true, value: data as T }
  return readRefusal(response.status, error)
}

/** Upload a form with files; `onProgress` is told the share sent, 0 to 1. */
export function upload<T>(path: string, form: FormData, onProgress: (share: number) => void): Promise<Result<T>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('X-Songka', '1')
    request.responseType = 'json'
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0)
    request.onerror = () => resolve({ ok: false, offline: true })
    request.onload = () => {
      const ok = request.status >= 200 && request.status < 300 && request.response !== null
      resolve(ok ? { ok: true, value: request.response as T } : readRefusal(request.status, request.response))
    }
    request.send(form)
  })
}

type OnProgress = (share: number | null) => void

/** What a person has to look at on a printed form: how often, in which lines (null is head or foot), which characters. */
export interface FormFlag { kind: 'no_glyph' | 'no_value' | 'unreadable_picture'; count: number; lines: (number | null)[]; code_points: string[] }
export interface PrintedForm { file: Blob; flags: FormFlag[] }

/** Fetch a file whole; `onProgress` is told the share received, or null while it is not known. */
export async function download(path: string, onProgress: OnProgress = () => {}): Promise<Result<Blob>> {
  const printed = await print(path, onProgress)
  return printed.ok ? { ok: true, value: printed.value.file } : printed
}

/** Fetch a printed form whole, with what its header says is to be looked at. */
export async function print(path: string, onProgress: OnProgress = () => {}): Promise<Result<PrintedForm>> {
  try {
    const response = await send(path)
    if (!response.ok) return readRefusal(response.status, isJson(response) ? await response.json() : null)
    // A captive portal answers everything with its page; none of our files is one.
    if (response.headers.get('content-type')?.startsWith('text/html') || !response.body) return { ok: false, offline: true }
    const total = Number(response.headers.get('content-length'))
    const file = await gathered(response.body, response.headers.get('content-type') ?? '', (bytes) => onProgress(total > 0 ? bytes / total : null))
    return { ok: true, value: { file, flags: JSON.parse(response.headers.get('x-songka-form-flags') ?? '[]') as FormFlag[] } }
  } catch {
    return { ok: false, offline: true }
  }
}

async function gathered(body: ReadableStream<Uint8Array<ArrayBuffer>>, type: string, onBytes: (bytes: number) => void): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value)
    onBytes((bytes += next.value.length))
  }
  return new Blob(parts, { type })
}
