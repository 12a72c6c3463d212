// A device's storage as a model: transactions that are whole or nothing, a disk that may be full, broken, emptied or damaged.
import type { ChainHead, QueuedFile, QueuedRecord, QueueStorage, QueueTables } from '@/sync'
import { Locks } from './locks'
import type { Random } from './random'
import type { Op } from './scheduler'

export class ConnectionLost extends Error {}
export class QuotaExceeded extends Error {}

/** What the checker sees of a device's storage. */
export interface Contents {
  records: QueuedRecord[]
  files: QueuedFile[]
  head: ChainHead | null
}

/** A device's storage with what can befall it. */
export interface Disk {
  port(op: Op): QueueStorage
  contents(): Promise<Contents>
  empty(): Promise<void>
  /** Damage one attachment; returns its name, or null where there is none. */
  damage(random: Random): Promise<string | null>
  /** The transaction that writes once more after `puts` further writes finds no room. */
  fill(puts: number): void
  /** The connection is lost; `times` openings are needed. Where `committed`, the transaction under way has arrived. */
  breakConnection(times: number, committed: boolean): void
  powerCut(): void
  /** Trouble ends. */
  heal(): void
  /** Whether more was broken than the app promises to mend by itself. */
  readonly down: number
  readonly full: boolean
}

type Undo = () => void

export class MemoryDisk implements Disk {
  down = 0
  private committedFirst = false
  private room: number | null = null
  private unflushed: Undo[][] = []
  private readonly locks = new Locks()
  private readonly records = new Map<string, QueuedRecord>()
  private readonly places = new Set<string>()
  private readonly files = new Map<string, QueuedFile>()
  private head: ChainHead | null = null

  /** Where not `strict`, the last transactions are complete before they are on the disk. */
  constructor(private readonly strict: boolean) {}

  get full(): boolean {
    return this.room !== null
  }

  port(op: Op): QueueStorage {
    return {
      write: (work) => this.locks.run(op, 'transaction', () => this.write(op, work)),
      read: (work) => this.locks.run(op, 'transaction', () => this.read(op, work)),
      reopen: () => this.reopen(),
    }
  }

  contents(): Promise<Contents> {
    return Promise.resolve({ records: [...this.records.values()], files: [...this.files.values()], head: this.head })
  }

  empty(): Promise<void> {
    this.records.clear()
    this.places.clear()
    this.files.clear()
    this.head = null
    this.unflushed = []
    return Promise.resolve()
  }

  damage(random: Random): Promise<string | null> {
    const file = [...this.files.values()][random.below(this.files.size)]
    if (!file) return Promise.resolve(null)
    const how = random.below(3)
    if (how === 0) this.files.delete(file.sealed)
    else this.files.set(file.sealed, { ...file, bytes: how === 1 ? new Uint8Array() : file.bytes.map((byte) => byte ^ 1) })
    return Promise.resolve(file.sealed)
  }

  fill(puts: number): void {
    this.room = puts
  }

  breakConnection(times: number, committed: boolean): void {
    this.down = times
    this.committedFirst = committed
  }

  powerCut(): void {
    for (const undos of this.unflushed.reverse()) undo(undos)
    this.unflushed = []
  }

  heal(): void {
    this.down = 0
    this.room = null
  }

  private reopen(): Promise<void> {
    this.down = Math.max(0, this.down - 1)
    return this.down > 0 ? Promise.reject(new ConnectionLost()) : Promise.resolve()
  }

  private async read<T>(op: Op, work: (tables: QueueTables) => Promise<T>): Promise<T> {
    await op.point()
    if (this.down > 0) throw new ConnectionLost()
    return await work(this.tables(op, [], () => undefined))
  }

  private async write<T>(op: Op, work: (tables: QueueTables) => Promise<T>): Promise<T> {
    await op.point()
    if (this.down > 0 && !this.committedFirst) throw new ConnectionLost()
    const undos: Undo[] = []
    let open = true
    let doomed = false
    op.atDeath.push(() => open && undo(undos))
    try {
      const value = await work(
        this.tables(op, undos, () => {
          if (this.room !== null && (this.room -= 1) < 0) doomed = true
        }),
      )
      await op.point()
      // Each write seemed to succeed; it is the whole that the disk refuses (fault C3).
      if (doomed) throw new QuotaExceeded()
      open = false
      this.commit(undos)
      if (this.down > 0) throw new ConnectionLost()
      await op.point()
      return value
    } catch (error) {
      if (open) undo(undos)
      open = false
      if (doomed) this.room = null
      throw error
    } finally {
      this.committedFirst = false
    }
  }

  private commit(undos: Undo[]): void {
    if (this.strict || undos.length === 0) return
    this.unflushed = [...this.unflushed.slice(-1), undos]
  }

  private tables(op: Op, undos: Undo[], onPut: () => void): QueueTables {
    const put = async (change: () => Undo): Promise<void> => {
      await op.point()
      onPut()
      undos.push(change())
    }
    const inStates = (states: readonly string[]) => [...this.records.values()].filter(({ state }) => states.includes(state))
    return {
      head: () => Promise.resolve(this.head),
      putHead: (head) => put(() => this.setHead(head)),
      record: (id) => Promise.resolve(this.records.get(id) ?? null),
      recordsIn: (states) => Promise.resolve(inStates(states)),
      countIn: (states) => Promise.resolve(inStates(states).length),
      firstIn: (state) => Promise.resolve(inStates([state]).sort((one, other) => (one.id < other.id ? -1 : 1))[0] ?? null),
      addRecord: (row) =>
        put(() => {
          if (this.records.has(row.id) || this.places.has(row.place.join())) throw new Error('ConstraintError')
          this.places.add(row.place.join())
          const back = set(this.records, row.id, row)
          return () => {
            back()
            this.places.delete(row.place.join())
          }
        }),
      putRecord: (row) => put(() => set(this.records, row.id, row)),
      deleteRecord: (id) => put(() => this.dropRecord(id)),
      file: (sealed) => Promise.resolve(this.files.get(sealed) ?? null),
      putFile: (file) => put(() => set(this.files, file.sealed, file)),
      noteArrived: (sealed, arrived) =>
        put(() => {
          const file = this.files.get(sealed)
          return file ? set(this.files, sealed, { ...file, arrived }) : () => undefined
        }),
      deleteFile: (sealed) => put(() => set(this.files, sealed, undefined)),
    }
  }

  private setHead(head: ChainHead): Undo {
    const before = this.head
    this.head = head
    return () => (this.head = before)
  }

  private dropRecord(id: string): Undo {
    const place = this.records.get(id)?.place.join() ?? ''
    this.places.delete(place)
    const back = set(this.records, id, undefined)
    return () => {
      back()
      this.places.add(place)
    }
  }
}

function set<T>(map: Map<string, T>, key: string, value: T | undefined): Undo {
  const before = map.get(key)
  if (value === undefined) map.delete(key)
  else map.set(key, value)
  return () => {
    if (before === undefined) map.delete(key)
    else map.set(key, before)
  }
}

function undo(undos: Undo[]): void {
  for (const back of undos.reverse()) back()
  undos.length = 0
}
