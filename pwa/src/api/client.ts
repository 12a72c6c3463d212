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
