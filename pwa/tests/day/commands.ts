// What a device can be told to do, each the way a screen does it.
import { api, ask } from '@/api'
import { packRound, type Share } from '@/features/rounds/field/packing'
import { useField } from '@/session/field'
import { useLink } from '@/session/link'
import { joinOfficer, newDeviceKey, newOfficerPairs, newPassphrase, passphraseOpener, wrapPairs, writeDevice, type EscrowKey } from '@/store'
import { bank, finance } from './banking'
import { count } from './counting'
import { serve } from './serving'
import { setAddress, setNetwork, type Network } from './surroundings'

interface Account {
  username: string
  password: string
}

const passphrases = new Map<string, string>()

async function enrol({ address, code }: { address: string; code: string }): Promise<string> {
  setAddress(address)
  setNetwork('up')
  const { signer, publicKey } = await newDeviceKey()
  const answer = await ask(api.POST('/api/v1/enrolment', { body: { code, device_id: null, public_key: { ...publicKey } } }))
  if (!answer.ok) throw new Error(`not enrolled: ${JSON.stringify(answer)}`)
  const { device, lineage, receipt_key: receiptKey, escrow_key: escrow } = answer.value
  await writeDevice({ id: device.id, name: device.name, kind: device.kind === 'companion' ? 'companion' : 'tablet', lineage: lineage ?? '', receiptKey, escrow: escrow as EscrowKey, signer })
  await useField().reload()
  return device.id
}

async function join(account: Account): Promise<string> {
  const field = useField()
  const pairs = await newOfficerPairs()
  const answer = await ask(api.POST('/api/v1/device/officers', { body: { ...account, seal_public_key: { ...pairs.seal.publicKey }, sign_public_key: { ...pairs.sign.publicKey } } }))
  if (!answer.ok) throw new Error(`not joined: ${JSON.stringify(answer)}`)
  const { id, name, organisation, roles } = answer.value.officer
  const passphrase = newPassphrase()
  passphrases.set(id, passphrase)
  await joinOfficer(await wrapPairs({ id, name, organisation: organisation.name, roles }, pairs, await passphraseOpener(passphrase)))
  await field.reload()
  return id
}

async function unlock(): Promise<void> {
  const field = useField()
  for (const officer of field.officers) await field.unlockOfficer(officer, passphrases.get(officer.id) ?? '')
}

/** Lock and open again, as after two idle minutes or a restart of the app. */
async function relock(): Promise<void> {
  useField().lockAll()
  await unlock()
}

/** Lock the tablet: from now on nobody here reads or signs anything. */
async function lock(): Promise<void> {
  useField().lockAll()
  await Promise.resolve()
}

/** When a roster's download began and last came on, in ms, over all tries. */
let [began, cameOn] = [0, 0]

/** Pack a round; without its id, the one that the county offers first. */
async function pack({ round: roundId, share, ...account }: Account & { round: string | null; share: Share | null }): Promise<number> {
  const field = useField()
  const offered = await ask(api.GET('/api/v1/device/rounds'))
  const round = offered.ok ? offered.value.items.find(({ id }) => roundId === null || id === roundId) : undefined
  if (!round) throw new Error(`no round is offered: ${JSON.stringify(offered)}`)
  const end = await packRound(round, account, share, field.officers, () => {
    cameOn = performance.now()
    began ||= cameOn
  })
  if (end.kind !== 'packed') throw new Error(`not packed: ${JSON.stringify(end)}`)
  await field.reload()
  const row = field.rounds.find(({ id }) => id === round.id)
  if (row) await field.openRound(row)
  return field.roster?.header.people.length ?? 0
}

/** How long the bytes of the roster took, from the lease's answer to the last of them. */
async function downloadSeconds(): Promise<number> {
  return await Promise.resolve((cameOn - began) / 1000)
}

async function network({ to, seed, address }: { to: Network; seed?: number; address?: string }): Promise<void> {
  setNetwork(to, seed)
  if (address) setAddress(address)
  await Promise.resolve()
}

/** Let the queue drain; resolves when nothing is unsent. `patient`: nudged once, as by the network's return, and then left to its own waits. */
async function drain({ seconds, patient = false }: { seconds: number; patient?: boolean }): Promise<Record<string, unknown>> {
  const field = useField()
  const until = Date.now() + seconds * 1000
  useLink().nudge()
  while (Date.now() < until) {
    if (!patient) useLink().nudge()
    await new Promise((resolve) => setTimeout(resolve, 200))
    await field.refreshCounts()
    if (field.counts.unsent === 0) break
  }
  return { ...field.counts, link: useLink().state }
}

export const commands: Record<string, (given: never) => Promise<unknown>> = { enrol, join, unlock, lock, relock, pack, downloadSeconds, network, drain, serve, bank, finance, count }
