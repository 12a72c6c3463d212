// The way from a tablet to the county, in Node: each tablet has an address and a cookie of its own.
import { AsyncLocalStorage } from 'node:async_hooks'

export interface Way {
  address: string
  cookie: string
  /** Requests that set out. */
  requests: number
}

const ways = new AsyncLocalStorage<Way>()
const reach = globalThis.fetch
const PlainRequest = globalThis.Request

class OwnRequest extends PlainRequest {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === 'string' && input.startsWith('/') ? `${ways.getStore()?.address}${input}` : input, init)
  }
}

async function fetchOnTheWay(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const way = ways.getStore()
  if (!way) throw new Error('nobody asks')
  const request = new OwnRequest(input, init)
  request.headers.set('cookie', way.cookie)
  way.requests += 1
  return await reach(request, init?.signal ? { signal: init.signal } : undefined)
}

Object.assign(globalThis, { Request: OwnRequest, fetch: fetchOnTheWay })

/** Let `work` ask the county as this tablet. */
export function asTablet<T>(way: Way, work: () => Promise<T>): Promise<T> {
  return ways.run(way, work)
}
