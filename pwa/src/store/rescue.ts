// This tablet's unsent queue as a file, and the code of its tally: both need neither an unlocked officer nor the county.
import { tallyCode, writeRescue, type Rescued, type RescueSink } from '@/sync'
import { sha256 } from './bytes'
import { signManifest } from './device'
import { queue } from './outbox'

/** Write what is unsent into `sink`. Nothing leaves the queue: only the county's receipts settle a record. */
export async function saveQueue(device: string, build: string, sink: RescueSink, onProgress: (now: Rescued) => void): Promise<Rescued> {
  return await writeRescue({ outbox: queue, head: () => queue.head(), sha256, sign: signManifest, device, build, now: () => new Date() }, sink, onProgress)
}

/** Where this tablet's chain ends, and the four characters that name it on paper. */
export interface ChainMark {
  epoch: number
  seq: number
  code: string
}

export async function readChainMark(device: string): Promise<ChainMark> {
  const head = await queue.head()
  return { epoch: head.epoch, seq: head.seq, code: await tallyCode(device, head, sha256) }
}
