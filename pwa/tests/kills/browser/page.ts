// The page that is killed: the app's own store, queue, seals and transport, without a screen. It asks its driver what to do.
import { historyIn, sayHello, syncServer } from '@/api'
import { beginRound, joinOfficer, keepDraft, listOfficers, newDeviceKey, newId, newOfficerPairs, notary, queue, readDevice, readDraft, saveRecord, unlock, wrapPairs, writeDevice } from '@/store'
import { randomBytes, toBase64Url } from '@/store/bytes'
import { outboxDatabase } from '@/store/databases'
import { stretch, type Kdf } from '@/store/passphrase'
import { dexieStorage } from '@/store/queueStorage'
import { uploadPass, type Limits, type NewAttachment, type RecordDraft } from '@/sync'
import { DEVICE, OFFICER, ROUND, type Answer, type Look, type SetUp, type Step, type Ticked } from './talk'

const LIMITS: Limits = { batchRecords: 6, batchBytes: 60_000, chunkBytes: 20_000, inFlight: 3 }
const PASSPHRASE = 'AAAA-AAAA'
/** As little as Argon2 takes: each life begins with unlocking. */
const QUICK: Kdf = { memoryKib: 8, iterations: 1, parallelism: 1 }
const broken = new Set<string>()

async function setUp({ receiptKey, escrow }: Extract<Step, { do: 'set_up' }>): Promise<SetUp> {
  const { signer, publicKey } = await newDeviceKey()
  await writeDevice({ id: DEVICE, name: '平板 1', kind: 'tablet', lineage: 'lineage-1', receiptKey, escrow, signer })
  const [pairs, salt] = [await newOfficerPairs(), randomBytes(16)]
  const opener = { unlock: { way: 'passphrase' as const, kdf: QUICK, salt }, secret: await stretch(PASSPHRASE, salt, QUICK) }
  await joinOfficer(await wrapPairs({ id: OFFICER, name: '周敏', organisation: '明月镇人社站', roles: [] }, pairs, opener))
  await unlockAll()
  await beginRound({ id: ROUND, leaseId: 'lease', expiresAt: '9999' }, await listOfficers())
  return { device: publicKey, officer: pairs.sign.publicKey }
}

async function unlockAll(): Promise<void> {
  for (const officer of await listOfficers()) await unlock(officer, PASSPHRASE)
}

async function save({ card, files }: Extract<Step, { do: 'save' }>, id = newId()): Promise<Ticked> {
  const payload = { card, poison: null } as unknown as RecordDraft['payload']
  const setting = { device: DEVICE, build: 'kills', rulesEdition: 'kills', newId: () => id, now: () => new Date(), clockOffsetMs: () => 0 }
  const body = await saveRecord(setting, { type: 'card.handed_over', officer: OFFICER, round: ROUND, lease: 'lease', approvals: [], payload }, pictures(files))
  return { id: body.id, place: [body.epoch, body.seq], round: body.round }
}

/** Photos of 30 to 60 KB, as a hand-over has them. */
function pictures(count: number): NewAttachment[] {
  return Array.from({ length: count }, (_, place) => ({ kind: 'barcode_frame', mediaType: 'image/jpeg', bytes: randomBytes(30_000 * (place + 1)) }))
}

/** Says it is saved and only then saves: for the judge to find. */
async function saveAfterTheTick(step: Extract<Step, { do: 'save' }>): Promise<Ticked> {
  const { epoch, seq } = await queue.head()
  const id = newId()
  setTimeout(() => void save(step, id), 30)
  return { id, place: [epoch, seq + 1], round: ROUND }
}

async function pass(): Promise<boolean> {
  const device = await readDevice()
  const told = await queue.report()
  const report = { unsent: told.unsent, oldest_at: told.oldest_at, storage_persisted: true, storage_free: null, build: 'kills', clock_offset_ms: 0, parked: told.parked, open_rounds: 1 }
  const greeted = await sayHello(report, told)
  if (!device || greeted.kind !== 'ok') return false
  const { have, history, closed } = greeted.value
  await queue.heed({ have, history: history ? await historyIn(history, device.receiptKey, device.id) : null, closed: closed ?? [] })
  const { end } = await uploadPass(queue, syncServer(device.receiptKey, device.id), LIMITS, broken)
  return end !== 'unreachable'
}

async function look(): Promise<Look> {
  const storage = dexieStorage(outboxDatabase)
  const records = await storage.read((tables) => tables.recordsIn(['saved', 'received', 'safe', 'parked', 'conflict']))
  const files = (await outboxDatabase.attachments.toArray()).map(({ sha256, round, arrived }) => ({ sealed: sha256, round, arrived }))
  const opened = await Promise.all(records.map(async ({ id, sealed, round }) => [id, toBase64Url((await notary.open(sealed, round)).signed)] as const))
  return { records, files, head: await queue.head(), signed: Object.fromEntries(opened), draft: await readDraft<number>(ROUND) }
}

/** One record's worth of bytes, in a transaction as IndexedDB makes it by default. */
async function scribble(): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('scribbles')
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows', { autoIncrement: true })
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(new Error('no scribbles'))
  })
  const work = database.transaction('rows', 'readwrite')
  work.objectStore('rows').put(randomBytes(3_000))
  await new Promise((resolve) => (work.oncomplete = resolve))
  database.close()
}

async function act(step: Step): Promise<unknown> {
  switch (step.do) {
    case 'set_up':
      return await setUp(step)
    case 'unlock':
      return await unlockAll()
    case 'save':
      return await (step.early ? saveAfterTheTick(step) : save(step))
    case 'draft':
      return await keepDraft(ROUND, step.number)
    case 'pass':
      return await navigator.locks.request('songka-drain', pass)
    case 'scribble':
      return await scribble()
    case 'look':
      return await look()
  }
}

/** Ask until there is an answer: a browser that has just started loses requests when it finds out about its network. */
async function ask(answer: Answer, turn: number): Promise<Step> {
  for (;;) {
    const said = await fetch(`/next${location.search}&turn=${turn}`, { method: 'POST', body: JSON.stringify(answer) }).catch(() => null)
    if (said) return (await said.json()) as Step
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

// A mistake to find: what is kept once only is gone with the log that a kill tore.
if (new URLSearchParams(location.search).has('alone')) Object.defineProperty(navigator, 'storageBuckets', { value: undefined })

let answer: Answer = { ok: null }
for (let turn = 1; ; turn += 1) {
  const step = await ask(answer, turn)
  answer = await act(step).then(
    (ok): Answer => ({ ok: ok ?? null }),
    (problem: unknown): Answer => ({ failed: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem) }),
  )
}
