// Mistakes planted between tablet and county, to see that the judge finds them. None of this is in the app.
import { sha256 } from '@/store/bytes'
import type { SentRecord, Verdict } from '@/sync'
import type { Planted } from './tablet'

export const mistakes: Record<string, Planted> = {
  '': (server) => server,
  'takes silence for a yes': (server, lineage) => ({
    ...server,
    async postRecords(sent) {
      const answer = await server.postRecords(sent)
      if (answer.kind !== 'unreachable') return answer
      const verdicts = await Promise.all(sent.map(accepted))
      return { kind: 'ok', value: { lineage, device: '', issued_at: '', verdicts } }
    },
  }),
}

async function accepted({ sealed, hash }: SentRecord): Promise<Verdict> {
  return { id: null, hash, sealed: await sha256(new TextEncoder().encode(sealed)), verdict: 'accepted', reason: null, clause: null, index: 1, missing: [] }
}
