import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hello } from '@/api'
import type { DeviceRow } from '@/store'
import type { Answer } from '@/sync'
import { StorageDown } from '@/sync'
import { useLink } from './link'

const heard = vi.hoisted(() => ({ sayHello: vi.fn(), escrowIn: vi.fn(), keepEscrow: vi.fn(), noteRoundTold: vi.fn(), waiting: vi.fn(), heed: vi.fn(), listParked: vi.fn(), forgetOfficers: vi.fn() }))

vi.mock('@/api', () => ({ sayHello: heard.sayHello, escrowIn: heard.escrowIn, historyIn: () => Promise.resolve(null), proveDevice: () => Promise.resolve(false), syncServer: () => ({}) }))
vi.mock('@/store', () => ({
  askToPersist: () => Promise.resolve({ persisted: true, free: null }),
  keepEscrow: heard.keepEscrow,
  listParked: heard.listParked,
  listRounds: () => Promise.resolve([]),
  noteRoundTold: heard.noteRoundTold,
  queue: { report: () => Promise.resolve({ unsent: 0, parked: 0 }), waiting: heard.waiting, heed: heard.heed },
  readContact: () => null,
  writeContact: () => undefined,
}))
vi.mock('./forgetting', () => ({ forgetRounds: () => Promise.resolve(false), forgetDevice: () => Promise.resolve(false), forgetOfficers: heard.forgetOfficers }))

const device = { id: 'tablet', receiptKey: {} } as DeviceRow
const hello: Hello = { lineage: 'l', server_time: new Date().toISOString(), have: [], revoked: [] }

/** Start a link, wait for the end of its first pass. */
async function afterOnePass(answer: Answer<Hello>) {
  heard.sayHello.mockResolvedValue(answer)
  const [told, forgotten] = [vi.fn(() => Promise.resolve()), vi.fn(() => Promise.resolve())]
  let ended = () => {}
  const end = new Promise<void>((resolve) => (ended = resolve))
  vi.stubGlobal('navigator', {
    locks: {
      request: async (_name: string, work: () => Promise<void>) => {
        await work()
        ended()
      },
    },
  })
  const link = useLink()
  link.start(device, { uploaded: () => Promise.resolve(), forgotten, told })
  await end
  return { link, told, forgotten }
}

beforeEach(() => {
  setActivePinia(createPinia())
  heard.waiting.mockResolvedValue([])
  heard.heed.mockResolvedValue(undefined)
  heard.listParked.mockResolvedValue([])
  heard.noteRoundTold.mockResolvedValue(true)
  heard.forgetOfficers.mockResolvedValue(false)
})

describe('a pass', () => {
  it('C7: says nothing of the link where the disk does not answer', async () => {
    heard.listParked.mockRejectedValue(new StorageDown(new Error('gone')))
    const { link } = await afterOnePass({ kind: 'unreachable' })
    expect([link.refusal, link.state]).toEqual(['storage_down', 'offline'])
  })

  it('C7: knows the link that answered before the disk went', async () => {
    heard.waiting.mockRejectedValue(new StorageDown(new Error('gone')))
    const { link } = await afterOnePass({ kind: 'ok', value: hello })
    expect([link.refusal, link.state]).toEqual(['storage_down', 'online'])
  })

  it('gives a device of an older build, which has no key to seal to, the county’s', async () => {
    heard.escrowIn.mockResolvedValue({ kid: 'county' })
    const { link } = await afterOnePass({ kind: 'ok', value: { ...hello, escrow: 'statement' } })
    expect([link.state, heard.keepEscrow.mock.calls]).toEqual(['online', [[{ kid: 'county' }]]])
  })

  it('keeps all that was told of a round in one piece', async () => {
    heard.listParked.mockResolvedValue([{ id: 'a', round: 'r' }, { id: 'b', round: 's' }])
    const rounds: Hello['rounds'] = [{ round_id: 'r', phone: 'packed', finance_alone: ['card'] }]
    const { told } = await afterOnePass({ kind: 'ok', value: { ...hello, rounds, settled: [{ event_id: 'a', decision: 'void' }] } })
    expect(heard.noteRoundTold.mock.calls).toEqual([['r', { settled: { a: 'void' }, phone: 'packed', financeAlone: ['card'] }], ['s', { settled: {} }]])
    expect(told).toHaveBeenCalledOnce()
  })

  it('T2: drops officers whom the county names, and says so', async () => {
    heard.forgetOfficers.mockResolvedValue(true)
    const { forgotten } = await afterOnePass({ kind: 'ok', value: { ...hello, dropped: [{ officer_id: 'o', kid: 'k' }] } })
    expect(heard.forgetOfficers).toHaveBeenLastCalledWith(['k'])
    expect(forgotten).toHaveBeenCalledOnce()
  })

  it('tells nobody where what was told could not be kept', async () => {
    heard.noteRoundTold.mockRejectedValue(new Error('full'))
    const { link, told } = await afterOnePass({ kind: 'ok', value: { ...hello, rounds: [{ round_id: 'r', phone: 'none' }] } })
    expect([told.mock.calls.length, link.stuckSince]).toEqual([0, expect.any(Date)])
  })
})
