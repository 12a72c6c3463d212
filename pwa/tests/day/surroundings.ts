// What a browser gives the app and Node does not: databases, small storage, locks, cookies, and a network that can fail.
import 'fake-indexeddb/auto'

export type Network = 'up' | 'down' | 'rough'

let address = ''
let network: Network = 'down'
let draws = 1
const cookies = new Map<string, string>()
const reach = globalThis.fetch
const PlainRequest = globalThis.Request

/** The county's address; the app itself asks for paths of its own origin. */
export function setAddress(of: string): void {
  address = of
  stub('location', { href: `${of}/`, origin: of, protocol: 'http:' })
}

/** `rough`: some requests get lost on the way, some answers on the way back, some requests arrive twice. Seeded. */
export function setNetwork(to: Network, seed = 1): void {
  network = to
  draws = seed
}

function stub(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}

function storage() {
  const kept = new Map<string, string>()
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) }
}

/** The next of a repeatable row of numbers in [0, 1): mulberry32. */
function draw(): number {
  draws = (draws + 0x6d2b79f5) | 0
  let mixed = Math.imul(draws ^ (draws >>> 15), 1 | draws)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

class OwnRequest extends PlainRequest {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === 'string' && input.startsWith('/') ? address + input : input, init)
  }
}

async function fetchThroughTheVillage(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new OwnRequest(input, init)
  const fate = network === 'rough' ? draw() : 1
  if (network === 'down' || fate < 0.15) throw new TypeError('no network')
  request.headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
  const again = fate < 0.3 ? request.clone() : null
  const answer = await reach(request)
  for (const line of answer.headers.getSetCookie()) keepCookie(line)
  if (fate < 0.22) throw new TypeError('the answer got lost')
  return again ? await reach(again) : answer
}

function keepCookie(line: string): void {
  const [pair = ''] = line.split(';')
  const at = pair.indexOf('=')
  cookies.set(pair.slice(0, at), pair.slice(at + 1))
}

stub('Request', OwnRequest)
stub('fetch', fetchThroughTheVillage)
stub('localStorage', storage())
stub('sessionStorage', storage())
stub('window', globalThis)
// Vue and Quasar look for a document when they are loaded; nothing is ever drawn.
stub('document', Object.assign(new EventTarget(), { visibilityState: 'visible', createElement: () => ({ style: {} }) }))
Object.assign(globalThis, { addEventListener: () => {}, removeEventListener: () => {} })
Object.defineProperty(navigator, 'storage', {
  value: { persisted: () => Promise.resolve(true), persist: () => Promise.resolve(true), estimate: () => Promise.resolve({ quota: 2 ** 33, usage: 0 }) },
})
