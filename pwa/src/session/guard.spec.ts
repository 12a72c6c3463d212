// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RouteLocationNormalized, RouteMeta } from 'vue-router'
import type { DeviceRow, OfficerRow, RoundRow } from '@/store'
import { useField } from './field'
import { fieldGuard } from './guard'

const companion = { id: 'd', kind: 'companion', revokedAt: null } as DeviceRow
const to = (meta: RouteMeta) => ({ meta, fullPath: '/somewhere' }) as RouteLocationNormalized

async function guard(meta: RouteMeta): Promise<unknown> {
  return await fieldGuard.call(undefined, to(meta), to({}), () => undefined)
}

describe('who may see a field page', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    const field = useField()
    field.start = () => Promise.resolve()
    field.device = companion
    field.officers = [{ id: 'm' } as OfficerRow]
    field.unlockedIds = ['m']
    field.round = { id: 'r' } as RoundRow
  })

  it('is a device of that kind: a tablet never sees the bank’s desk, nor a companion the hand-over', async () => {
    expect(await guard({ field: 'round', device: 'companion' })).toBe(true)
    expect(await guard({ field: 'round', device: 'tablet' })).toBe('/bank')
    useField().device = { ...companion, kind: 'tablet' }
    expect(await guard({ field: 'round', device: 'companion' })).toBe('/today')
    expect(await guard({ field: 'round', device: 'tablet' })).toBe(true)
  })

  it('is both kinds where the page does not say', async () => {
    expect(await guard({ field: 'device' })).toBe(true)
  })

  it('is nobody but the queue’s once the county has shut the device out', async () => {
    useField().device = { ...companion, revokedAt: '2026-11-24T03:00:00.000Z' }
    expect(await guard({ field: 'round' })).toBe('/outbox')
    expect(await guard({ field: 'unlocked' })).toBe('/outbox')
    expect(await guard({ field: 'device' })).toBe(true)
  })

  it('is somebody unlocked, with a round', async () => {
    useField().round = null
    expect(await guard({ field: 'round' })).toBe('/pack')
    useField().unlockedIds = []
    expect(await guard({ field: 'round' })).toEqual({ path: '/unlock', query: { to: '/somewhere' } })
  })
})
