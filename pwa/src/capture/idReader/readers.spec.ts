import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { LocalParts } from './local'
import { createLocalHttpReader } from './localHttp'
import { localMessage } from './localMessage'
import { createLocalSocketReader } from './localSocket'
import type { IdRead, IdReaderStatus } from './types'
import { createWedgeReader } from './wedgeReader'
import type { WedgeOptions } from '@/capture/wedge/wedge'

const card = { state: 'card', card: '1', number: '22242619480312452x', name: '王玉兰' }
const read: IdRead = { number: '22242619480312452X', name: '王玉兰', method: 'reader' }
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** The program of a reader, the page's policy and the time, in the test's hands. */
class Device {
  reads: IdRead[] = []
  statuses: IdReaderStatus[] = []
  waits: number[] = []
  asked: string[] = []
  says: () => Response = () => Response.json({ state: 'ready' })
  sockets: FakeSocket[] = []
  private next: (() => void) | null = null
  private stopped: (() => void) | null = null
  readonly events = { onRead: (one: IdRead) => this.reads.push(one), onStatus: (status: IdReaderStatus) => this.statuses.push(status) }
  readonly parts: LocalParts = {
    fetch: (url) => {
      this.asked.push(url)
      return Promise.resolve().then(() => this.says())
    },
    openSocket: (url) => {
      this.asked.push(url)
      const socket = new FakeSocket()
      this.sockets.push(socket)
      return socket as unknown as WebSocket
    },
    after: (ms, act) => {
      this.waits.push(ms)
      this.next = act
      return () => (this.next = null)
    },
    onPolicy: (_address, stopped) => {
      this.stopped = stopped
      return () => (this.stopped = null)
    },
  }

  /** Let the time pass that is being waited for. */
  async wait(): Promise<void> {
    const act = this.next
    this.next = null
    act?.()
    await settled()
  }

  forbid = (): void => this.stopped?.()
  isWaiting = (): boolean => this.next !== null
}

class FakeSocket extends EventTarget {
  isClosed = false
  close = (): void => void (this.isClosed = true)
  say = (said: unknown): boolean => this.dispatchEvent(new MessageEvent('message', { data: typeof said === 'string' ? said : JSON.stringify(said) }))
  end = (code = 1006): boolean => this.dispatchEvent(Object.assign(new Event('close'), { code }))
}

let device: Device
beforeEach(() => (device = new Device()))

describe('what a program says', () => {
  test.each([
    [card, { state: 'card', card: '1', number: '22242619480312452X', name: '王玉兰' }],
    [{ ...card, name: undefined }, { state: 'card', card: '1', number: '22242619480312452X', name: null }],
    [{ state: 'ready', more: 1 }, { state: 'ready' }],
    [{ state: 'no_reader' }, { state: 'no_reader' }],
  ])('is understood: %j', (said, meant) => expect(localMessage(said)).toEqual(meant))

  test.each([null, 'card', [], {}, { state: 'idle' }, { ...card, number: 7 }, { ...card, number: ' ' }, { ...card, card: '' }])('is not taken for a card: %j', (said) => expect(localMessage(said)).toBeNull())
})

describe('a program asked over HTTP', () => {
  test('tells a card once while it lies there, and again after it was taken off', async () => {
    const reader = createLocalHttpReader(38_088, device.events, device.parts)
    reader.start()
    await settled()
    device.says = () => Response.json(card)
    for (let times = 0; times < 3; times++) await device.wait()
    expect([device.reads, reader.status()]).toEqual([[read], 'card_lies'])

    device.says = () => Response.json({ state: 'ready' })
    await device.wait()
    device.says = () => Response.json(card)
    await device.wait()
    expect(device.reads).toEqual([read, read])
    expect(new Set(device.asked)).toEqual(new Set(['http://127.0.0.1:38088/songka/id-card']))
  })

  test('that is not running is asked less and less often, and at the usual pace once it answers', async () => {
    device.says = () => Response.error()
    createLocalHttpReader(38_088, device.events, device.parts).start()
    await settled()
    for (let times = 0; times < 6; times++) await device.wait()
    expect(device.waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])

    device.says = () => Response.json({ state: 'no_reader' })
    await device.wait()
    expect(device.waits.at(-1)).toBe(400)
    expect(device.statuses).toEqual(['connecting', 'no_reader'])
  })

  test('that talks nonsense brings no card', async () => {
    device.says = () => new Response('<html>')
    const reader = createLocalHttpReader(38_088, device.events, device.parts)
    reader.start()
    await settled()
    expect([reader.status(), device.reads]).toEqual(['no_reader', []])
  })

  test('that refuses this page is asked no more', async () => {
    device.says = () => new Response('', { status: 403 })
    const reader = createLocalHttpReader(38_088, device.events, device.parts)
    reader.start()
    await settled()
    expect([reader.status(), device.isWaiting()]).toEqual(['refused', false])
  })

  test("that the page's own policy forbids is asked no more", async () => {
    device.says = () => Response.error()
    const reader = createLocalHttpReader(38_088, device.events, device.parts)
    reader.start()
    device.forbid()
    await settled()
    expect([reader.status(), device.isWaiting()]).toEqual(['refused', false])
  })

  test('brings nothing after it was stopped', async () => {
    const reader = createLocalHttpReader(38_088, device.events, device.parts)
    device.says = () => Response.json(card)
    reader.start()
    reader.stop()
    await settled()
    expect([reader.status(), device.reads, device.isWaiting()]).toEqual(['off', [], false])
  })
})

describe('a program that tells by WebSocket', () => {
  test('tells each card once', () => {
    const reader = createLocalSocketReader(9_002, device.events, device.parts)
    reader.start()
    for (const said of [{ state: 'ready' }, card, card, { ...card, card: '2' }, { state: 'ready' }]) device.sockets[0]?.say(said)
    expect([device.reads.length, device.asked]).toEqual([2, ['ws://127.0.0.1:9002/songka/id-card']])
    expect(device.statuses).toEqual(['connecting', 'ready', 'card_lies', 'ready'])
  })

  test('is opened again when the connection breaks, and later each time', async () => {
    createLocalSocketReader(9_002, device.events, device.parts).start()
    for (let times = 0; times < 3; times++) {
      device.sockets.at(-1)?.end()
      await device.wait()
    }
    expect([device.waits, device.sockets.length]).toEqual([[500, 1_000, 2_000], 4])
    device.sockets.at(-1)?.say(card)
    expect(device.reads).toEqual([read])
  })

  test.each([
    ['refuses', (it: Device) => it.sockets[0]?.end(4403)],
    ['is forbidden by the policy of the page', (it: Device) => it.forbid()],
  ])('that %s is left alone', (_why, happens) => {
    const reader = createLocalSocketReader(9_002, device.events, device.parts)
    reader.start()
    happens(device)
    expect([reader.status(), device.isWaiting()]).toEqual(['refused', false])
  })

  test('that talks nonsense brings no card', () => {
    const reader = createLocalSocketReader(9_002, device.events, device.parts)
    reader.start()
    device.sockets[0]?.say('{')
    expect([reader.status(), device.reads]).toEqual(['no_reader', []])
  })

  test('is closed with the screen, and a late message is not heard', () => {
    const reader = createLocalSocketReader(9_002, device.events, device.parts)
    reader.start()
    reader.stop()
    device.sockets[0]?.say(card)
    expect([device.sockets[0]?.isClosed, device.reads, reader.status()]).toEqual([true, [], 'off'])
  })
})

describe('a reader that types', () => {
  let wedge: WedgeOptions
  const codes: string[] = []
  const make = () =>
    createWedgeReader({ ...device.events, onCode: (text) => codes.push(text) }, (options) => {
      wedge = options
      return { start: vi.fn(), stop: vi.fn(), hasKeyboard: () => true }
    })

  test('brings number and name, and leaves other codes to whoever scans', () => {
    make().start()
    wedge.onBurst({ raw: '', text: '王玉兰,22242619480312452x' })
    wedge.onBurst({ raw: '', text: 'B00007052' })
    expect([device.reads, codes]).toEqual([[{ ...read, method: 'wedge' }], ['B00007052']])
  })

  test('is unfocused while the keyboard is elsewhere', () => {
    const reader = make()
    reader.start()
    wedge.onBlurred?.()
    wedge.onFocused?.()
    reader.stop()
    expect(device.statuses).toEqual(['ready', 'unfocused', 'ready', 'off'])
  })
})
