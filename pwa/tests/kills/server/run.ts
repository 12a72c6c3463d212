// One run: a county whose server is killed again and again while tablets save and upload; then everything must be there.
import { County, type Dump } from './county'
import { Tablet, type Planted } from './tablet'
import { checkDrained, checkRecords, drain, type Scene, type Shown } from '../../sim/judging'
import { Store } from '../../sim/history'
import { Random } from '../../sim/random'
import { verified } from '../../sim/realCrypto'
import { Violation } from '../../sim/violation'
import type { Ended } from '../killing'
import type { Life } from './lives'
import { sha256 } from '@/store/bytes'
import { readSigned } from '@/store/signing'

const TABLETS = 3


export async function runLives(lives: readonly Life[], planted: Planted): Promise<Ended> {
  const county = await County.open(TABLETS)
  try {
    const run = new Run(county, await Promise.all(county.setOut.tablets.map((one) => Tablet.open(county.setOut, one, planted))))
    for (const life of lives) await run.live(life)
    await run.judge()
    return { violation: null, records: run.shown.length, atPlaces: run.atPlaces }
  } catch (error) {
    if (error instanceof Violation) return { violation: error, records: 0, atPlaces: 0 }
    throw error
  } finally {
    county.close()
  }
}

class Run implements Scene<Tablet> {
  /** Lives that ended at their failpoint. */
  atPlaces = 0
  readonly shown: Shown<Tablet>[] = []
  readonly signed = new Map<string, Uint8Array>()
  readonly hashes = new Map<string, string>()
  readonly damaged = new Set<string>()
  readonly level = { cryptography: { verify: (signed: Uint8Array, device: string) => this.verify(signed, device) } }
  readonly server = { store: new Store(), backups: [], everComplete: new Set<string>(), restorable: () => [] }
  readonly network: { requests: number }

  constructor(
    private readonly county: County,
    readonly devices: readonly Tablet[],
  ) {
    this.network = {
      get requests() {
        return devices.reduce((sum, { way }) => sum + way.requests, 0)
      },
    }
  }

  /** One life of the server under load, and its end. */
  async live({ fail, ms, r }: Life): Promise<void> {
    await this.county.live(fail ?? '')
    const random = new Random(r)
    const loads = Promise.all(this.devices.map((tablet) => this.load(tablet, new Random(random.seed()))))
    // Only a server that died by itself lets the tablets go before its time.
    const fell = await Promise.race([loads.then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, ms, false))])
    if (fell && fail) this.atPlaces += 1
    await this.county.kill()
    await loads
  }

  async judge(): Promise<void> {
    await this.county.live('')
    for (const tablet of this.devices) await this.calmPass(tablet)
    await this.look()
    await drain(this)
    await checkDrained(this)
    const { broken } = await this.look()
    if (broken[0]) throw new Violation(broken[0].split(' ')[0] ?? 'verify', broken.join('; '))
    await checkRecords(this)
  }

  async calmPass(tablet: Tablet): Promise<void> {
    if (!(await tablet.pass())) throw new Violation('works', `${tablet.id} reaches nobody though nothing is wrong`)
  }

  /** Save and upload until nobody answers. */
  private async load(tablet: Tablet, random: Random): Promise<void> {
    for (let answered = true; answered; ) {
      for (let more = 1 + random.below(3); more > 0; more -= 1) this.shown.push({ device: tablet, ...(await tablet.save(random)) })
      answered = await tablet.pass()
    }
  }

  private async look(): Promise<Dump> {
    const dump = await this.county.dump()
    const store = new Store()
    const [there, { everComplete }] = [new Set(dump.blobs), this.server]
    for (const sealed of dump.arrived) everComplete.add(sealed)
    for (const { signed: text, ...event } of dump.events) {
      const signed = new Uint8Array(Buffer.from(text, 'base64'))
      const { attachments } = await readSigned(signed)
      store.file({ ...event, hash: await sha256(signed), signed, conflict: false, card: null, attachments })
      for (const { sha256: clear, sealed } of attachments) {
        if (!there.has(clear)) continue
        store.blobs.set(sealed ?? '', { bytes: new Uint8Array(), complete: true })
        everComplete.add(sealed ?? '')
      }
    }
    for (const { id, hash, device } of dump.cases) store.cases.set(hash, { id, hash, device })
    for (const { hash, device } of dump.unread) store.quarantined.set(hash, { device, place: [0, 0], sealed: '' })
    this.server.store = store
    for (const { signed, hashes } of this.devices) {
      signed.forEach((bytes, id) => this.signed.set(id, bytes))
      hashes.forEach((hash, id) => this.hashes.set(id, hash))
    }
    return dump
  }

  private async verify(signed: Uint8Array, device: string) {
    const keys = this.county.setOut.tablets.find(({ id }) => id === device)?.keys
    return keys ? await verified(signed, [keys.device, keys.officer].map(publicHalf)) : null
  }
}

function publicHalf({ kty, crv, x, y }: JsonWebKey): JsonWebKey {
  return { kty, crv, x, y }
}
