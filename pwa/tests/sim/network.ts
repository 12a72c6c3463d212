// The way between a tablet and the county: requests and answers get lost, come twice, late, cut, or from somebody else.
import type { Answer, QueueReport, Receipt, ServerPort } from '@/sync'
import type { Op } from './scheduler'
import type { Hello, ModelServer } from './server'

type Fate = 'fine' | 'lost' | 'held' | 'answer_lost' | 'twice' | 'portal' | 'too_large' | 'busy' | 'refused' | 'cut' | 'stale' | 'mixed'

const FATES: readonly Fate[] = ['lost', 'held', 'answer_lost', 'answer_lost', 'twice', 'portal', 'too_large', 'busy', 'refused', 'cut', 'stale', 'mixed']
const unreachable = { kind: 'unreachable' } as const

export class Network {
  /** Requests that a proxy still has: they may arrive after all, much later. */
  held: (() => Promise<unknown>)[] = []
  requests = 0
  private readonly lastReceipts = new Map<string, Receipt>()

  constructor(private readonly server: ModelServer) {}

  async hello(op: Op, device: string, report: QueueReport): Promise<Answer<Hello>> {
    return await this.carry(op, () => Promise.resolve(this.server.hello(device, report)))
  }

  port(op: Op, device: string): ServerPort {
    return {
      offset: (sealed) => this.carry(op, () => Promise.resolve(this.server.offset(sealed))),
      putBlob: (sealed, bytes, from, total) =>
        this.carry(op, (fate) => this.server.put(sealed, fate === 'cut' ? bytes.subarray(0, bytes.length >> 1) : bytes, from, total)),
      postRecords: async (sent) => {
        const answer = await this.carry(op, async (fate) => {
          if (fate === 'stale') return this.lastReceipts.get(device) ?? null
          if (fate === 'mixed') return aboutOthers(device, this.server.lineage, sent)
          const receipt = await this.server.post(device, sent)
          if (receipt) this.lastReceipts.set(device, receipt)
          return receipt
        })
        if (answer.kind !== 'ok') return answer
        return answer.value === null ? { kind: 'too_large' } : { kind: 'ok', value: answer.value }
      },
    }
  }

  private async carry<T>(op: Op, act: (fate: Fate) => Promise<T>): Promise<Answer<T>> {
    await op.point()
    this.requests += 1
    const fate = op.random.chance(op.rough) ? op.random.pick(FATES) : 'fine'
    switch (fate) {
      case 'lost':
      case 'busy':
        return unreachable
      case 'held':
        this.held.push(() => act('fine'))
        return unreachable
      case 'portal':
        return { kind: 'unreachable', foreign: true }
      case 'too_large':
        return { kind: 'too_large' }
      case 'refused':
        return { kind: 'refused', status: 401, code: 'not_enrolled' }
      default:
        return await this.arrive(op, fate, act)
    }
  }

  private async arrive<T>(op: Op, fate: Fate, act: (fate: Fate) => Promise<T>): Promise<Answer<T>> {
    const value = await act(fate)
    await op.point()
    if (fate === 'twice') await act('fine')
    return fate === 'answer_lost' || fate === 'cut' ? unreachable : { kind: 'ok', value }
  }
}

/** A receipt of the server about other records that go by the same ids. */
function aboutOthers(device: string, lineage: string, sent: { sealed: string }[]): Receipt {
  const ids = sent.map(({ sealed }) => /"id\\?":\\?"([\w-]+)/.exec(sealed)?.[1] ?? null)
  const verdicts = ids.map((id) => ({ id, hash: 'other', sealed: 'other', verdict: 'accepted' as const, reason: null, clause: null, index: 1, missing: [] }))
  return { lineage, device, issued_at: '', verdicts }
}
