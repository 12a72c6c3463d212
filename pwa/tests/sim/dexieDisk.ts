// The app's own storage, Dexie on (fake) IndexedDB, as a disk of the simulator. Its transactions are not cut in their middle.
import { OutboxDatabase } from '@/store/databases'
import { dexieStorage } from '@/store/queueStorage'
import type { QueueStorage, QueueTables } from '@/sync'
import { ConnectionLost, QuotaExceeded, type Contents, type Disk } from './disk'
import type { Random } from './random'
import type { Op } from './scheduler'

let opened = 0

export class DexieDisk implements Disk {
  down = 0
  private committedFirst = false
  private room: number | null = null
  private readonly database = new OutboxDatabase(`sim-${(opened += 1)}`)
  private readonly storage = dexieStorage(this.database)

  get full(): boolean {
    return this.room !== null
  }

  port(op: Op): QueueStorage {
    return {
      write: (work) => this.write(op, work),
      read: (work) => this.read(op, work),
      reopen: () => this.reopen(),
    }
  }

  async contents(): Promise<Contents> {
    const [records, files, head] = await Promise.all([
      this.storage.read((tables) => tables.recordsIn(['saved', 'received', 'safe', 'parked', 'conflict'])),
      this.database.attachments.toArray(),
      this.storage.read((tables) => tables.head()),
    ])
    return { records, files: files.map((row) => ({ sealed: row.sha256, round: row.round, arrived: row.arrived, bytes: 'bytes' in row ? row.bytes : new Uint8Array() })), head }
  }

  async empty(): Promise<void> {
    for (const table of this.database.tables) await table.clear()
  }

  async damage(random: Random): Promise<string | null> {
    const names = await this.database.attachments.toCollection().primaryKeys()
    const name = names[random.below(names.length)]
    if (name === undefined) return null
    if (random.chance(0.5)) await this.database.attachments.delete(name)
    else await this.database.attachments.put({ sha256: name, round: '', arrived: false, bytes: new Uint8Array() })
    return name
  }

  fill(puts: number): void {
    this.room = puts
  }

  breakConnection(times: number, committed: boolean): void {
    this.down = times
    this.committedFirst = committed
  }

  powerCut(): void {
    // Strict: what is complete is on the disk.
  }

  heal(): void {
    this.down = 0
    this.room = null
  }

  private async reopen(): Promise<void> {
    this.down = Math.max(0, this.down - 1)
    if (this.down > 0) throw new ConnectionLost()
    await this.storage.reopen()
  }

  private async read<T>(op: Op, work: (tables: QueueTables) => Promise<T>): Promise<T> {
    await op.point()
    if (this.down > 0) throw new ConnectionLost()
    return await this.storage.read(work)
  }

  private async write<T>(op: Op, work: (tables: QueueTables) => Promise<T>): Promise<T> {
    await op.point()
    if (this.down > 0 && !this.committedFirst) throw new ConnectionLost()
    this.committedFirst = false
    const value = await this.storage.write(async (tables) => {
      let doomed = false
      const counted = (put: Promise<void>): Promise<void> => {
        if (this.room !== null && (this.room -= 1) < 0) doomed = true
        return put
      }
      const done = await work({
        ...tables,
        addRecord: (row) => counted(tables.addRecord(row)),
        putRecord: (row) => counted(tables.putRecord(row)),
        putFile: (file) => counted(tables.putFile(file)),
        putHead: (head) => counted(tables.putHead(head)),
      })
      if (doomed) this.room = null
      if (doomed) throw new QuotaExceeded()
      return done
    })
    if (this.down > 0) throw new ConnectionLost()
    await op.point()
    return value
  }
}
