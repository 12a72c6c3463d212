// The only place that calls fetch: same origin, a time-out, and the header that foreign pages cannot send.
import { policy } from '@/rules'

/** Call the server. Throws TypeError or TimeoutError where there is no answer. */
export async function send(input: Request | string, init: RequestInit = {}): Promise<Response> {
  const request = new Request(input, init)
  request.headers.set('X-Songka', '1')
  const signal = AbortSignal.timeout(policy('sync.request_seconds') * 1000)
  return await fetch(request, { signal, credentials: 'same-origin', cache: 'no-store' })
}

/** Whether an answer is JSON: a captive portal's page is not. */
export function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.includes('json') ?? false
}
