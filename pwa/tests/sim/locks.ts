// The Web Locks of one browser: one holder a name, and a tab that dies lets go.
import { never, type Op } from './scheduler'

export class Locks {
  private readonly held = new Map<string, Op>()
  private readonly queues = new Map<string, { op: Op; go: () => void }[]>()

  async run<T>(op: Op, name: string, work: () => Promise<T>): Promise<T> {
    await this.take(op, name)
    try {
      return await work()
    } finally {
      this.free(op, name)
    }
  }

  private async take(op: Op, name: string): Promise<void> {
    if (op.dead) await never()
    op.atDeath.push(() => this.free(op, name))
    if (!this.held.has(name)) {
      this.held.set(name, op)
      return
    }
    await new Promise<void>((go) => this.queues.set(name, [...(this.queues.get(name) ?? []), { op, go }]))
  }

  private free(op: Op, name: string): void {
    // A tab that died has let go already; somebody else may hold it now.
    if (this.held.get(name) !== op) return
    const [next, ...rest] = (this.queues.get(name) ?? []).filter(({ op }) => !op.dead)
    this.queues.set(name, rest)
    if (!next) {
      this.held.delete(name)
      return
    }
    this.held.set(name, next.op)
    next.go()
  }
}
