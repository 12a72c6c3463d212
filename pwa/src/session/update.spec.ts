import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { isAtLeast, useUpdate, type Register } from './update'

beforeEach(() => setActivePinia(createPinia()))

describe('a newer build', () => {
  it('C10: waits for a person’s hand', async () => {
    const activate = vi.fn(() => Promise.resolve())
    let found = (): void => undefined
    const register: Register = (heard) => {
      found = heard.onNeedRefresh
      return activate
    }
    const update = useUpdate()
    update.start(register)
    expect(update.ready).toBe(false)

    found()

    expect(update.ready).toBe(true)
    expect(activate).not.toHaveBeenCalled()
    await update.apply()
    expect(activate).toHaveBeenCalledWith(true)
  })

  it('is asked for without harm where there is no network', async () => {
    const update = useUpdate()
    const registration = { update: () => Promise.reject(new TypeError('no network')) } as unknown as ServiceWorkerRegistration
    update.start((heard) => {
      heard.onRegisteredSW('sw.js', registration)
      return () => Promise.resolve()
    })
    await expect(update.look()).resolves.toBeUndefined()
  })
})

describe('the oldest build that may make records', () => {
  it.each([
    ['0.1.0+abc', '0.1.0', true],
    ['0.10.0', '0.9.9', true],
    ['0.1.0', '0.1.1', false],
    ['0.2', '0.1.9', true],
    ['1.0.0', '1', true],
    ['0.1.0-rc.2', '0.2.0', false],
  ])('%s for %s: %s', (build, wanted, enough) => {
    expect(isAtLeast(build, wanted)).toBe(enough)
  })
})
