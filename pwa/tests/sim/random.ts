// Repeatable chance: a seed gives one run, for ever.

/** mulberry32: small, fast, good enough to play the weather. */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T
  }

  /** A seed for something that draws for itself, so that leaving it out changes nothing else. */
  seed(): number {
    return Math.floor(this.next() * 2 ** 31)
  }
}
