import { createHash } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { createPack, type IdLinePack, type PackStatus } from './pack'

const contents: Record<string, Uint8Array<ArrayBuffer>> = { '/assets/model-1.onnx': new Uint8Array(100).fill(7), '/assets/runtime-1.wasm': new Uint8Array(300).fill(9) }
const files = Object.entries(contents).map(([url, bytes]) => ({ url, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }))

let kept: Map<string, Response>
let asked: string[]
let told: PackStatus[]
let answer: (url: string) => Response
let pack: IdLinePack

const cache = {
  match: (url: string) => Promise.resolve(kept.get(url)),
  put: (url: string, response: Response) => Promise.resolve(void kept.set(url, response)),
  keys: () => Promise.resolve([...kept.keys()].map((url) => ({ url: `https://songka.example${url}` }))),
  delete: ({ url }: { url: string }) => Promise.resolve(kept.delete(new URL(url).pathname)),
} as unknown as Cache

beforeEach(() => {
  kept = new Map()
  asked = []
  told = []
  answer = (url) => new Response(contents[url])
  pack = open()
})

function open(): IdLinePack {
  return createPack({
    files,
    open: () => Promise.resolve(cache),
    fetch: (url) => {
      asked.push(url)
      return Promise.resolve().then(() => answer(url))
    },
    onStatus: (status) => told.push(status),
  })
}

test('it is absent until it is asked for', async () => {
  expect(await pack.look()).toEqual({ state: 'absent', progress: 0 })
  expect(asked).toEqual([])
})

test('it is fetched with its progress by bytes, and is there at the next start without a network', async () => {
  expect(await pack.ensure()).toEqual({ state: 'ready', progress: 1 })
  expect(told.map(({ state }) => state)).toContain('fetching')
  expect(told.map(({ progress }) => progress)).toContain(0.25)

  answer = () => Response.error()
  expect(await open().look()).toEqual({ state: 'ready', progress: 1 })
  expect(await open().ensure()).toEqual({ state: 'ready', progress: 1 })
  expect(asked).toHaveLength(2)
})

test('whoever asks while it is fetched waits for the same fetch', async () => {
  await Promise.all([pack.ensure(), pack.ensure(), pack.look()])
  expect(asked).toHaveLength(2)
})

test.each([
  ['the network breaks off', () => Promise.reject(new TypeError('offline')) as never],
  ['the server has no such file', () => new Response('', { status: 404 })],
  ['the file came short', () => new Response(new Uint8Array(50).fill(9))],
  ['the file is too long', () => new Response(new Uint8Array(500).fill(9))],
  ['a portal answers instead', () => new Response(new Uint8Array(300).fill(1))],
])('when %s it has failed, keeps what came whole, and fetches only the rest when asked again', async (_why, breaks) => {
  answer = (url) => (url.endsWith('.wasm') ? breaks() : new Response(contents[url]))
  expect((await pack.ensure()).state).toBe('failed')
  expect([...kept.keys()]).toEqual(['/assets/model-1.onnx'])

  answer = (url) => new Response(contents[url])
  expect(await pack.ensure()).toEqual({ state: 'ready', progress: 1 })
  expect(asked).toEqual(['/assets/model-1.onnx', '/assets/runtime-1.wasm', '/assets/runtime-1.wasm'])
})

test('files of an earlier version go once the new ones are whole', async () => {
  kept.set('/assets/model-0.onnx', new Response('old'))
  await pack.ensure()
  expect([...kept.keys()].sort()).toEqual(['/assets/model-1.onnx', '/assets/runtime-1.wasm'])
})

test('a browser without storage has no pack, and says so', async () => {
  const none = createPack({ files, open: () => Promise.reject(new Error('denied')), fetch: () => Promise.reject(new Error('never')), onStatus: () => undefined })
  expect((await none.look()).state).toBe('absent')
  expect((await none.ensure()).state).toBe('failed')
})
