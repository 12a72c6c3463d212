import { afterEach, expect, test, vi } from 'vitest'
import { download, print } from './client'

function answering(body: BodyInit, init: ResponseInit): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, init)))
}
vi.stubGlobal('location', { href: 'http://127.0.0.1/' })
afterEach(() => { vi.unstubAllGlobals() })
const address = 'http://127.0.0.1/api/v1/file'

test('a file comes whole, and its share is told', async () => {
  answering('0123456789', { headers: { 'content-type': 'application/pdf', 'content-length': '10' } })
  const shares: (number | null)[] = []
  const answer = await download(address, (share) => shares.push(share))
  expect(answer.ok && [answer.value.size, answer.value.type]).toEqual([10, 'application/pdf'])
  expect(shares.at(-1)).toBe(1)
})

test('a refusal says why', async () => {
  answering(JSON.stringify({ code: 'not_found', clause: null, message_zh: '没有找到', message_en: 'Not found' }), { status: 404, headers: { 'content-type': 'application/json' } })
  expect(await download(address)).toMatchObject({ ok: false, offline: false, refusal: { code: 'not_found' } })
})

test('a portal’s page is no file', async () => {
  answering('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } })
  expect(await download(address)).toEqual({ ok: false, offline: true })
})

test('no network is no answer', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
  expect(await download(address)).toEqual({ ok: false, offline: true })
})

test('a form says what is to be looked at, and says nothing where there is nothing', async () => {
  const flag = { kind: 'no_glyph', count: 2, lines: [3, null], code_points: ['U+2CC56'] }
  answering('%PDF', { headers: { 'content-type': 'application/pdf', 'x-songka-form-flags': JSON.stringify([flag]) } })
  expect(await print(address)).toMatchObject({ ok: true, value: { flags: [flag] } })
  answering('%PDF', { headers: { 'content-type': 'application/pdf' } })
  expect(await print(address)).toMatchObject({ ok: true, value: { flags: [] } })
})
