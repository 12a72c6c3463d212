// Mistakes that others have made, each planted around the core to see that the simulator finds it. None of this is in the app.
import type { ChainHead, MarkPort, Queue, QueuedRecord, QueueStorage, QueueTables, Verdict, WaitingRecord } from '@/sync'
import type { Device, Sabotage } from './device'

/** Change what a storage's transactions see or do. */
function tablesOf(change: (tables: QueueTables, isWrite: boolean) => Partial<QueueTables>): NonNullable<Sabotage['storage']> {
  return (storage) => ({
    ...storage,
    write: (work) => storage.write((tables) => work({ ...tables, ...change(tables, true) })),
    read: (work) => storage.read((tables) => work({ ...tables, ...change(tables, false) })),
  })
}

function verdictsOf(change: (verdict: Verdict, place: number) => Verdict): NonNullable<Sabotage['server']> {
  return (server) => ({
    ...server,
    async postRecords(sent) {
      const answer = await server.postRecords(sent)
      if (answer.kind !== 'ok') return answer
      return { kind: 'ok', value: { ...answer.value, verdicts: answer.value.verdicts.map(change) } }
    },
  })
}

function queueOf(change: (queue: Queue, on: { storage: QueueStorage; device: Device }) => Partial<Queue>): NonNullable<Sabotage['queue']> {
  return (queue, on) => ({ ...queue, ...change(queue, on) })
}

function marksOf(change: (marks: MarkPort) => Partial<MarkPort>): NonNullable<Sabotage['marks']> {
  return (marks) => ({ ...marks, ...change(marks) })
}

const withoutEnds = ({ epoch, seq, hash, count }: ChainHead): ChainHead => ({ epoch, seq, hash, count })

/** Remembers what waits, for mistakes that settle it by something else than the bytes that were sent. */
const rememberWaiting = queueOf((queue, { device }) => ({
  async waiting() {
    const waiting = await queue.waiting()
    device.memory.set('waiting', waiting)
    return waiting
  },
}))

function remembered(device: Device): WaitingRecord[] {
  return (device.memory.get('waiting') as WaitingRecord[] | undefined) ?? []
}

async function drop(storage: QueueStorage, rows: QueuedRecord[]): Promise<void> {
  await storage.write(async (tables) => {
    for (const row of rows) {
      for (const { sealed } of row.attachments) await tables.deleteFile(sealed)
      await tables.deleteRecord(row.id)
    }
  })
}

const HOUR_MS = 3_600_000

export const bugs: Record<string, Sabotage> = {
  'prunes on the acknowledgement': {
    queue: queueOf((queue, { storage }) => ({
      async settle(verdicts, lineage) {
        await queue.settle(verdicts, lineage)
        await drop(storage, await storage.read((tables) => tables.recordsIn(['received'])))
      },
    })),
  },
  'uses an epoch twice after its storage was emptied': {
    marks: marksOf((marks) => ({
      read: () => {
        const mark = marks.read()
        return mark && { ...mark, epoch: mark.epoch - 1, seq: mark.seq + 1000 }
      },
    })),
  },
  'settles by id, whatever bytes the verdict is about': {
    queue: rememberWaiting,
    server: (server, on) => verdictsOf((verdict) => {
      const named = remembered(on.device).find(({ id }) => id === verdict.id)
      return named ? { ...verdict, sealed: named.sealedHash, hash: named.hash } : verdict
    })(server, on),
  },
  'saves without strict durability': { relaxed: true },
  'believes the answer of a captive portal': {
    queue: rememberWaiting,
    server: (server, { device }) => ({
      ...server,
      async postRecords(sent) {
        const answer = await server.postRecords(sent)
        if (answer.kind !== 'unreachable' || !answer.foreign) return answer
        const named = remembered(device).filter(({ hash }) => sent.some((one) => one.hash === hash))
        const verdicts = named.map(({ id, hash, sealedHash: sealed }) => ({ id, hash, sealed, verdict: 'accepted' as const, reason: null, clause: null, index: 1, missing: [] }))
        return { kind: 'ok', value: { lineage: 'lineage-1', device: device.id, issued_at: '', verdicts } }
      },
    }),
  },
  'drops what is answered with a 4xx': {
    server: (server, { storage }) => ({
      ...server,
      async postRecords(sent) {
        const answer = await server.postRecords(sent)
        if (answer.kind !== 'refused') return answer
        const hashes = sent.map(({ hash }) => hash)
        await drop(storage, (await storage.read((tables) => tables.recordsIn(['saved']))).filter(({ hash }) => hashes.includes(hash)))
        return answer
      },
    }),
  },
  'ignores that the county was restored': {
    queue: queueOf((queue) => ({
      heed: (told) => queue.heed({ ...told, history: told.history && { ...told.history, lineage: 'lineage-1' } }),
      settle: (verdicts) => queue.settle(verdicts, 'lineage-1'),
    })),
  },
  'takes a history in once, whatever verdicts come after it': {
    queue: queueOf((queue, { device }) => ({
      async settle(verdicts, lineage) {
        const { word } = device.heeded
        await queue.settle(verdicts, lineage)
        device.heeded.word = word
      },
    })),
  },
  'takes a history for known by its lineage alone': {
    queue: queueOf((queue, { device }) => ({
      async heed(told) {
        const known = device.memory.get('lineage') === told.history?.lineage
        await queue.heed(known ? { ...told, history: null } : told)
        if (told.history) device.memory.set('lineage', told.history.lineage)
      },
    })),
  },
  'believes the safe index of another lineage': {
    queue: queueOf((queue, { device }) => ({
      heed: (told) => {
        const seen = Math.max((device.memory.get('safe') as number | undefined) ?? 0, told.history?.safe ?? 0)
        device.memory.set('safe', seen)
        return queue.heed({ ...told, history: told.history && { ...told.history, safe: seen } })
      },
    })),
  },
  'offers again only what was accepted, not what was parked': {
    storage: tablesOf((tables, isWrite) => ({
      recordsIn: async (states) => (await tables.recordsIn(states)).filter(({ state }) => !isWrite || (state !== 'parked' && state !== 'conflict')),
    })),
  },
  'never writes the mark': { marks: marksOf(() => ({ write: () => undefined })) },
  'forgets which epochs it lost': {
    marks: marksOf((marks) => ({ write: (head) => marks.write(withoutEnds(head)) })),
    storage: tablesOf((tables) => ({ putHead: (head) => tables.putHead(withoutEnds(head)) })),
  },
  'calls an attachment arrived before the answer': {
    server: (server) => ({
      ...server,
      async putBlob(sealed, bytes, from, total) {
        const answer = await server.putBlob(sealed, bytes, from, total)
        return answer.kind === 'ok' ? answer : { kind: 'ok', value: { offset: total, complete: true } }
      },
    }),
  },
  'takes "wait" for final': { server: verdictsOf((verdict) => (verdict.verdict === 'wait' ? { ...verdict, verdict: 'accepted', reason: null, index: 1, missing: [] } : verdict)) },
  'lets two tabs save at once, each with the head it remembers': {
    exclusively: (_name, work) => work(),
    storage: (storage, memory) => ({
      ...storage,
      write: (work) => storage.write((tables) => work({ ...tables, head: () => Promise.resolve((memory.get('head') as ChainHead | null | undefined) ?? null) })),
      read: (work) =>
        storage.read((tables) =>
          work({
            ...tables,
            async head() {
              memory.set('head', await tables.head())
              return memory.get('head') as ChainHead | null
            },
          }),
        ),
    }),
  },
  'prunes the record before its attachments': {
    storage: (storage) => ({
      ...storage,
      async write(work) {
        const files: string[] = []
        const value = await storage.write((tables) => work({ ...tables, deleteFile: (sealed) => Promise.resolve(void files.push(sealed)) }))
        for (const sealed of files) await storage.write((tables) => tables.deleteFile(sealed))
        return value
      },
    }),
  },
  'prunes what a backup that may be restored still lacks': { keepSafeMs: HOUR_MS },
  'prunes rounds that are still open': {
    queue: queueOf((queue) => ({ heed: (told) => queue.heed({ ...told, closed: ['round-0', 'round-1', 'round-2'] }) })),
  },
  'refuses to save when its clock differs': {
    queue: queueOf((queue, { device }) => ({
      save: (...given) => (Math.abs(device.clockMs) > 24 * HOUR_MS ? Promise.reject(new Error('the clock is wrong')) : queue.save(...given)),
    })),
  },
  'sends in the order of its clock': {
    queue: queueOf((queue, { storage }) => ({
      async waiting() {
        const at = new Map((await storage.read((tables) => tables.recordsIn(['saved']))).map(({ id, savedAt }) => [id, savedAt]))
        return (await queue.waiting()).sort((one, other) => ((at.get(one.id) ?? '') < (at.get(other.id) ?? '') ? -1 : 1))
      },
    })),
  },
  'moves the head although the transaction failed': {
    storage: (storage) => ({
      ...storage,
      async write(work) {
        let head: ChainHead | null = null
        try {
          return await storage.write((tables) => work({ ...tables, putHead: (next) => tables.putHead((head = next)) }))
        } catch (error) {
          const moved = head
          if (moved) await storage.write((tables) => tables.putHead(moved))
          throw error
        }
      },
    }),
  },
  'shows the tick on the success of a put': {
    storage: (storage) => ({ ...storage, write: (work) => storage.write(work).catch((error: unknown) => (String(error).includes('storage_down') ? Promise.reject(error as Error) : (undefined as never))) }),
  },
  'uploads whatever is left of an attachment': {
    queue: queueOf((_queue, { storage }) => ({
      attachment: async (sealed) => (await storage.read((tables) => tables.file(sealed)))?.bytes ?? new Uint8Array(),
    })),
  },
  'takes a duplicate for accepted, though it was parked': { server: verdictsOf((verdict) => (verdict.verdict === 'duplicate' ? { ...verdict, reason: null } : verdict)) },
  'never opens a broken connection again': { neverReopens: true },
}
