// The device's chain of records, and the mark outside the database that notices when the database was emptied.
import { hasForgotten as forgot, headOfNext, headToBuildOn, type ChainHead, type MarkPort } from '@/sync'
import { outboxDatabase } from './databases'
import { dexieStorage } from './queueStorage'

const MARK = 'songka.chain'
const storage = dexieStorage(outboxDatabase)

/** Counts and hashes only: nothing personal (design §5). */
export const chainMark: MarkPort = {
  read() {
    const text = localStorage.getItem(MARK)
    return text ? (JSON.parse(text) as ChainHead) : null
  },
  write: (head) => localStorage.setItem(MARK, JSON.stringify(head)),
}

/** The head of the chain. Where the database has lost what the mark remembers, a new epoch begins (fault C5). */
export async function readHead(): Promise<ChainHead> {
  return headToBuildOn(await keptHead(), chainMark.read())
}

/** Whether the database lost records that the mark remembers. */
export async function hasForgotten(): Promise<boolean> {
  return forgot(await keptHead(), chainMark.read())
}

/** The browser becomes another device: its chain begins anew, above every epoch it has used. */
export async function beginNextChain(): Promise<void> {
  // No other tab may take a place meanwhile (fault C8).
  await navigator.locks.request('songka-chain', async () => {
    const next = headOfNext(await readHead())
    await storage.write((tables) => tables.putHead(next))
    chainMark.write(next)
  })
}

async function keptHead(): Promise<ChainHead | null> {
  return await storage.read((tables) => tables.head())
}
