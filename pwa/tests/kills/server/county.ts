// The county whose server is killed: tests/chaos/county.py, told line by line.
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { createInterface, type Interface } from 'node:readline'

export interface SetOut {
  address: string
  receipt_key: JsonWebKey
  escrow_key: JsonWebKey & { kid: string; kty: string }
  tablets: TabletSetOut[]
}

export interface TabletSetOut {
  id: string
  cookie: string
  round: string
  lease: string
  officer: string
  keys: { device: JsonWebKey & { kid: string }; officer: JsonWebKey & { kid: string } }
  people: { card_id: string; cardholder_id: string }[]
}

export interface Dump {
  events: { id: string; device: string; epoch: number; seq: number; prev: string | null; hash: string; idx: number; reason: string | null; signed: string }[]
  cases: { id: string; hash: string; device: string }[]
  unread: { hash: string; device: string }[]
  /** Clear hashes of the attachments that are there. */
  blobs: string[]
  /** Sealed hashes of all that came whole, whether or not a record has claimed it. */
  arrived: string[]
  /** The invariants that the server's own `verify` finds broken. */
  broken: string[]
}

export class County {
  private constructor(
    private readonly process: ChildProcessByStdio<Writable, Readable, null>,
    private readonly lines: Interface,
    private readonly answers: AsyncIterator<string>,
    readonly setOut: SetOut,
  ) {}

  static async open(tablets: number): Promise<County> {
    const python = spawn('python', ['-m', 'tests.chaos.county', String(tablets)], { stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: python.stdout })
    const answers = lines[Symbol.asyncIterator]()
    return new County(python, lines, answers, (await next(answers)) as SetOut)
  }

  /** Start the server; it dies by itself at the failpoint, where one is named. */
  async live(fail: string): Promise<void> {
    await this.tell({ do: 'live', fail })
  }

  async kill(): Promise<void> {
    await this.tell({ do: 'kill' })
  }

  async dump(): Promise<Dump> {
    return (await this.tell({ do: 'dump' })) as Dump
  }

  close(): void {
    this.process.stdin.end()
    this.lines.close()
  }

  private async tell(what: object): Promise<unknown> {
    this.process.stdin.write(`${JSON.stringify(what)}\n`)
    return await next(this.answers)
  }
}

async function next(answers: AsyncIterator<string>): Promise<unknown> {
  const { value, done } = await answers.next()
  if (done) throw new Error('the county has gone')
  return JSON.parse(value)
}
