// One run: a browser that is killed again and again while it saves, drafts and uploads; what it told as done must be there.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromBase64Url, sha256 } from '@/store/bytes'
import type { Contents } from '../../sim/disk'
import { checkDrained, checkQueue, checkRecords, checkStep, drain, type Judged, type Scene, type Shown } from '../../sim/judging'
import { verified } from '../../sim/realCrypto'
import { Violation } from '../../sim/violation'
import type { Ended } from '../killing'
import { Chromium } from './chromium'
import { WebCounty } from './county'
import { doingOf, type Doing, type Life } from './lives'
import { tear } from './tearing'
import { DEVICE, type Look, type SetUp, type Ticked } from './talk'

export interface Given {
  chromium: string
  script: string
  /** For the judge to find: the tick before the save, or no second copy. */
  mistake: 'early' | 'alone' | null
}

/** A life that takes longer is stuck, whoever is to blame. */
const LONGEST_MS = 120_000

export async function runLives(lives: readonly Life[], given: Given): Promise<Ended> {
  const profile = mkdtempSync(join(tmpdir(), 'songka-kills-'))
  const run = new Run(await WebCounty.open(given.script), new Chromium(given.chromium, profile), profile, given.mistake)
  try {
    await run.begin()
    for (const life of lives) await inTime(run.live(life))
    await run.judge()
    return { violation: null, records: run.shown.length, atPlaces: lives.filter(({ dies }) => dies.at === 'step').length }
  } catch (error) {
    if (error instanceof Violation) return { violation: error, records: run.shown.length, atPlaces: 0 }
    throw error
  } finally {
    await run.end()
    rmSync(profile, { recursive: true, force: true })
  }
}

class Tablet implements Judged {
  readonly id = DEVICE
  readonly closed = new Set<string>()
  readonly emptied = new Map<string, { place: [number, number]; excused: boolean }>()
  held = new Map<string, string>()
  readonly disk = { contents: async (): Promise<Contents> => ((await this.look()).contents) }

  constructor(readonly look: () => Promise<{ contents: Contents; said: Look }>) {}
}

class Run implements Scene<Tablet> {
  readonly shown: Shown<Tablet>[] = []
  readonly signed = new Map<string, Uint8Array>()
  readonly hashes = new Map<string, string>()
  readonly damaged = new Set<string>()
  readonly devices: readonly Tablet[]
  readonly level = { cryptography: { verify: (signed: Uint8Array) => verified(signed, [this.county.keys?.device ?? {}, this.county.keys?.officer ?? {}]) } }
  readonly server
  readonly network: { readonly requests: number }
  /** The last draft that was told as kept, and the last that was begun. */
  private readonly drafts = { kept: 0, begun: 0 }

  constructor(
    private readonly county: WebCounty,
    private readonly chromium: Chromium,
    private readonly profile: string,
    private readonly mistake: Given['mistake'],
  ) {
    this.devices = [new Tablet(() => this.look())]
    this.server = county.model
    this.network = {
      get requests() {
        return county.requests
      },
    }
  }

  /** The one life that ends well: the device gets its keys, its officer and its round. */
  async begin(): Promise<void> {
    await this.start()
    const { receiptKey, escrow } = this.county
    this.county.keys = (await this.county.tell({ do: 'set_up', receiptKey, escrow })) as SetUp
    await this.chromium.kill()
    this.county.forget()
  }

  async live(life: Life): Promise<void> {
    if (life.backup) this.county.model.backUp(true)
    const { dies } = life
    const started = this.start()
    if (dies.at === 'start') await new Promise((resolve) => setTimeout(resolve, dies.ms))
    else {
      await started
      await this.wake()
      await this.act(life, dies)
    }
    await this.chromium.kill()
    if (life.tears) tear(this.profile, life.tears)
    this.county.forget()
  }

  async judge(): Promise<void> {
    await this.start()
    await this.wake()
    await drain(this)
    await checkDrained(this)
    await checkRecords(this)
  }

  async calmPass(): Promise<void> {
    if (!(await this.county.tell({ do: 'pass' }))) throw new Violation('works', 'nobody is reached though nothing is wrong')
  }

  async end(): Promise<void> {
    await this.chromium.kill()
    this.county.close()
  }

  private async start(): Promise<void> {
    this.chromium.start(`${this.county.address}${this.mistake === 'alone' ? '&alone' : ''}`)
    await this.county.arrival()
  }

  /** Unlock, and look at once whether all is there that was told as done. */
  private async wake(): Promise<void> {
    await this.county.tell({ do: 'unlock' })
    await checkStep(this)
    const [tablet] = this.devices as [Tablet]
    const { contents, said } = await tablet.look()
    checkQueue(tablet.id, contents)
    const draft = said.draft ?? 0
    if (draft < this.drafts.kept || draft > this.drafts.begun) throw new Violation('C1', `draft ${draft} came back, ${this.drafts.kept} was told as kept`)
  }

  private async act(life: Life, { number, ms }: { number: number; ms: number }): Promise<void> {
    let steps = 0
    for (const doing of doingOf(life)) {
      const done = this.do(doing)
      if (++steps < number) await done
      else return await Promise.race([ms > 0 ? done : never, new Promise<void>((resolve) => setTimeout(resolve, ms))])
    }
  }

  private async do(doing: Doing): Promise<void> {
    const [tablet] = this.devices as [Tablet]
    if (doing.do === 'pass') await this.county.tell(doing)
    else if (doing.do === 'draft') {
      const number = (this.drafts.begun += 1)
      await this.county.tell({ do: 'draft', number })
      this.drafts.kept = number
    } else {
      const { id, place, round } = (await this.county.tell({ ...doing, early: this.mistake === 'early' })) as Ticked
      this.shown.push({ id, place, device: tablet })
      tablet.held.set(id, round)
    }
  }

  private async look(): Promise<{ contents: Contents; said: Look }> {
    const said = (await this.county.tell({ do: 'look' })) as Look
    for (const [id, text] of Object.entries(said.signed)) {
      const signed = fromBase64Url(text)
      this.signed.set(id, signed)
      this.hashes.set(id, await sha256(signed))
    }
    return { contents: { ...said, files: said.files.map((file) => ({ ...file, bytes: new Uint8Array() })) }, said }
  }
}

async function inTime(life: Promise<void>): Promise<void> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('page and driver wait for each other')), LONGEST_MS).unref())
  await Promise.race([life, late])
}

const never = new Promise<never>(() => undefined)
