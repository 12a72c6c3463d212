// Where a run may be cut or interleaved: every transaction, request and signature passes a point.
import type { Random } from './random'
import type { Crash } from './steps'

/** What a dead tab waits for. */
export const never = (): Promise<never> => new Promise(() => undefined)

/** One thing under way in one tab. */
export class Op {
  points = 0
  dead = false
  /** Called when the tab dies. */
  readonly atDeath: (() => void)[] = []

  constructor(
    readonly device: number,
    readonly random: Random,
    readonly rough: number,
    readonly crash: Crash | null,
    private readonly scheduler: Scheduler,
  ) {}

  /** Pass a point, wait there for others, or die there: then nothing after it ever happens. */
  point(): Promise<void> | undefined {
    if (this.dead) return never()
    this.points += 1
    if (this.crash?.at === this.points) {
      this.die()
      return never()
    }
    return this.scheduler.park(this)
  }

  private die(): void {
    this.dead = true
    for (const hear of this.atDeath) hear()
  }
}

export type OpEnd = { kind: 'done' } | { kind: 'crashed' } | { kind: 'failed'; error: unknown }

/** Runs operations one at a time, or several interleaved as chance has it. */
export class Scheduler {
  private parked: { op: Op; go: () => void }[] | null = null

  park(op: Op): Promise<void> | undefined {
    if (this.parked === null) return undefined
    return new Promise((go) => this.parked?.push({ op, go }))
  }

  /** Run to its end, or to its death. */
  async alone(op: Op, work: () => Promise<unknown>): Promise<OpEnd> {
    const died = new Promise<OpEnd>((resolve) => op.atDeath.push(() => resolve({ kind: 'crashed' })))
    const ended = work().then(
      (): OpEnd => ({ kind: 'done' }),
      (error: unknown): OpEnd => ({ kind: 'failed', error }),
    )
    return await Promise.race([ended, died])
  }

  /** Run several at once; which goes on next is drawn at every point. */
  async together(works: { op: Op; work: () => Promise<unknown> }[], random: Random): Promise<OpEnd[]> {
    this.parked = []
    let open = works.length
    const ends = works.map(async ({ op, work }) => {
      const end = await this.alone(op, work)
      open -= 1
      return end
    })
    // What one of them left running when it failed runs to its end, too: it may hold a lock.
    for (let idle = 0; ; ) {
      await quiet()
      const next = this.takeParked(random)
      if (next) {
        idle = 0
        next()
      } else if (open === 0) break
      // Real cryptography answers from another thread: wait for it, but not for ever.
      else if (++idle > 10_000) throw new Error('the operations wait for each other')
      else if (idle > 50) await new Promise((resolve) => setTimeout(resolve, idle > 1_000 ? 1 : 0))
    }
    this.parked = null
    return await Promise.all(ends)
  }

  private takeParked(random: Random): (() => void) | null {
    this.parked = this.parked?.filter(({ op }) => !op.dead) ?? null
    if (!this.parked || this.parked.length === 0) return null
    const [taken] = this.parked.splice(random.below(this.parked.length), 1)
    return taken?.go ?? null
  }
}

/** Let what was set free run until it parks again. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
}
