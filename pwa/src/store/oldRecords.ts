// Records that a build before sealed envelopes saved: they stay readable for ever, and nothing rewrites them.
import type { RecordBody } from '@/sync'
import { toText } from './bytes'
import type { OldOutboxRow, OutboxRow } from './databases'
import { open } from './sealing'

export function isOld(row: OutboxRow): row is OldOutboxRow {
  return typeof row.sealed !== 'string'
}

/** Open an old record with its round's records key. Throws SealBroken. */
export async function openOld(key: CryptoKey, row: OldOutboxRow): Promise<RecordBody> {
  return JSON.parse(toText(await open(key, `record|${row.id}`, row.sealed))) as RecordBody
}
