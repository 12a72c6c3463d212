import { describe, expect, it } from 'vitest'
import { checkEnd } from './checker'
import { checkStep } from './judging'
import { FAKE } from './run'
import type { Pass, Save, Step } from './steps'
import { World } from './world'

// Each fault of the catalogue that the queue's core answers for, as the shortest story of it; the checker judges the end.
const save = (given: Partial<Save> = {}): Save => ({ do: 'save', device: 0, files: 1, card: 1, poison: null, crash: null, r: 1, ...given })
const pass = (given: Partial<Pass> = {}): Pass => ({ do: 'pass', device: 0, rough: 0, crash: null, r: 1, ...given })
const dying = (at: number, power = false) => ({ crash: { at, power } })

async function live(...steps: Step[]): Promise<World> {
  const world = new World(FAKE)
  for (const step of steps) {
    await world.take(step)
    await checkStep(world)
  }
  return world
}

async function ends(world: World): Promise<World> {
  await checkEnd(world, 1)
  return world
}

const here = async (world: World) => (await world.devices[0]?.disk.contents()) ?? { records: [], files: [], head: null }

describe('on the device', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('C1 C2 a tab that dies at point %i of a save leaves all of it or nothing', async (at) => {
    for (const power of [false, true]) {
      const world = await live(save(), save(dying(at, power)))
      const { records, head } = await here(world)
      expect(records.length).toBe(head?.seq)
      expect(world.shown.length).toBeLessThanOrEqual(records.length)
      await ends(world)
    }
  })

  it('C3 a full disk counts nothing, and says so', async () => {
    const world = await live(save(), { do: 'full', device: 0, after: 1 }, save(), save())
    expect(world.shown.map(({ place }) => place)).toEqual([[1, 1], [1, 2]])
    expect((await here(world)).head?.count).toBe(2)
    await ends(world)
  })

  it('C5 C16 an emptied database is noticed at once: a new epoch, and a case with the exact gap', async () => {
    const world = await live(save(), pass(), save(), { do: 'empty', device: 0, what: 'storage' }, save())
    expect(world.shown.at(-1)?.place).toEqual([2, 1])
    await ends(world)
    expect(world.server.store.ended.get('device-0|1')).toBe(2)
  })

  it('C5 where the mark is gone as well, the county says where the chain goes on', async () => {
    const world = await live(save(), pass(), { do: 'empty', device: 0, what: 'both' }, save(), pass(), save())
    expect(world.shown.map(({ place }) => place)).toEqual([[1, 1], [2, 1]])
    await ends(world)
  })

  it('C6 a damaged attachment is reported lost, and nothing empty is uploaded', async () => {
    for (const r of [1, 2, 3, 4, 5, 6]) {
      const world = await ends(await live(save(), { do: 'damage', device: 0, r }))
      expect(world.server.store.events.map(({ reason }) => reason)).toEqual(['attachment_lost'])
      expect(world.server.store.blobs.size).toBe(0)
    }
  })

  it.each([true, false])('C7 a broken connection is opened again three times, arrived or not (%s)', async (committed) => {
    const world = await live({ do: 'broken', device: 0, times: 3, committed }, save())
    expect(world.shown.length).toBe(1)
    expect((await here(world)).records.length).toBe(1)
    await ends(world)
  })

  it('C7 a disk that stays away saves nothing, and says so', async () => {
    const world = await live({ do: 'broken', device: 0, times: 9, committed: false }, save())
    expect(world.shown.length).toBe(0)
    await ends(world)
  })

  it('C8 two tabs that save and drain at once take two places and send nothing twice', async () => {
    for (let r = 1; r <= 50; r += 1) {
      const world = await live(save(), { do: 'together', ops: [save({ r }), save({ r: r + 50 }), pass(), pass({ r })], r })
      expect(world.shown.map(({ place: [, seq] }) => seq).sort()).toEqual([1, 2, 3])
      await ends(world)
    }
  })

  it('C9 another tab goes on where the draining one died', async () => {
    for (let at = 1; at <= 30; at += 1) {
      const world = await live(save(), save(), pass(dying(at)), pass())
      expect((await here(world)).records.every(({ state }) => state !== 'saved')).toBe(true)
      await ends(world)
    }
  })

  it('C14 a clock 400 days off, either way, refuses nothing and orders nothing', async () => {
    const world = await live(save({ card: 1 }), { do: 'clock', device: 0, hours: -9600 }, save({ card: 2 }), { do: 'clock', device: 0, hours: 19200 }, save({ card: 3 }), pass())
    expect(world.server.store.events.map(({ seq }) => seq)).toEqual([1, 2, 3])
    await ends(world)
  })
})

describe('on the way', () => {
  it('N1 a queue has no age', async () => {
    const steps = Array.from({ length: 40 }, (_, day): Step[] => [save({ card: day + 20 }), { do: 'time', hours: 240 }]).flat()
    const world = await live(...steps, pass(), pass())
    expect(world.server.store.events.length).toBe(40)
    await ends(world)
  })

  it('N3 N4 N5 N6 N7 N8 N11 lost, doubled, late, cut and foreign answers lose and double nothing', async () => {
    for (let r = 1; r <= 60; r += 1) {
      const tries = Array.from({ length: 6 }, (_, turn) => pass({ rough: 0.7, r: r * 10 + turn }))
      await ends(await live(save({ files: 2 }), save(), save({ files: 0 }), save(), ...tries, { do: 'deliver', r }, ...tries))
    }
  })
})

describe('at the county', () => {
  it('S7 after a restore to any backup, what was acknowledged comes back', async () => {
    for (const r of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const days: Step[] = [save(), pass(), { do: 'backup', verified: true }, save({ card: 2 }), pass(), { do: 'backup', verified: true }, save({ card: 3 }), pass()]
      const world = await live(...days, { do: 'restore', r }, pass())
      expect(world.server.store.events.length).toBe(3)
      await ends(world)
    }
  })

  it('S10 T22 poison at any place is parked, and the rest flows in the same pass', async () => {
    for (const poison of ['rules', 'sealed'] as const) {
      for (let bad = 0; bad < 7; bad += 1) {
        const world = await live(...Array.from({ length: 7 }, (_, place) => save({ card: place, poison: place === bad ? poison : null })), pass())
        expect((await here(world)).records.every(({ state }) => state !== 'saved')).toBe(true)
        await ends(world)
      }
    }
  })

  it('T10 H3 one card on two tablets is handed over once, and a case for people', async () => {
    const world = await ends(await live(save(), save({ device: 1 }), pass(), pass({ device: 1 })))
    expect(world.server.store.events.map(({ conflict }) => conflict)).toEqual([false, true])
  })

  it('T2 a revoked device saves nothing more, and its queue still arrives', async () => {
    const world = await live(save(), { do: 'revoke', device: 0 }, pass(), save())
    expect([world.shown.length, world.server.store.events.length]).toEqual([1, 1])
    await ends(world)
  })
})
