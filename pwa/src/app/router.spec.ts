import { describe, expect, test } from 'vitest'
import { createMemoryHistory } from 'vue-router'
import type { DeviceRow } from '@/store'
import { entryPath } from './entry'
import { forgetFault, reportFault, useFault } from './fault'
import { showForm } from './form'
import { createAppRouter } from './router'

const page = { template: '<p />' }

describe('the router', () => {
  test('shows the form factor that the page is made for', async () => {
    const router = createAppRouter(createMemoryHistory(), [{ routes: [{ path: '/today', component: page, meta: { form: 'tablet' } }, { path: '/desk/overview', component: page }] }])
    window.innerWidth = 1280

    await router.push('/today')
    expect(document.documentElement.dataset['form']).toBe('tablet')

    await router.push('/desk/overview')
    expect(document.documentElement.dataset['form']).toBe('desk')
  })

  test('asks every feature guard before a page is shown', async () => {
    const router = createAppRouter(createMemoryHistory(), [{ routes: [{ path: '/login', component: page }, { path: '/desk/rounds', component: page }], guard: (to) => (to.path === '/login' ? true : '/login') }])

    await router.push('/desk/rounds')

    expect(router.currentRoute.value.path).toBe('/login')
  })

  test('says so when there is no such page', async () => {
    const router = createAppRouter(createMemoryHistory(), [])

    await router.push('/nowhere')

    expect(router.currentRoute.value.matched).toHaveLength(1)
  })
})

test('a field page on a narrow screen takes the companion form', () => {
  showForm('tablet', 360)
  expect(document.documentElement.dataset['form']).toBe('pos')
})

test('a desk stays a desk however narrow', () => {
  showForm('desk', 360)
  expect(document.documentElement.dataset['form']).toBe('desk')
})

test('the front door leads an enrolled device to the field and everyone else to the desk', async () => {
  const opened = () => Promise.resolve([{ name: 'songka-device', version: 1 }])
  const device = (kind: 'tablet' | 'companion') => () => Promise.resolve({ id: 'device', kind } as DeviceRow)
  expect(await entryPath(opened, device('tablet'))).toBe('/today')
  expect(await entryPath(opened, device('companion'))).toBe('/bank')
  expect(await entryPath(opened, () => Promise.resolve(null))).toBe('/desk/overview')
  expect(await entryPath(() => Promise.resolve([]))).toBe('/desk/overview')
})

test('a fault tells its kind and time and never its text', () => {
  reportFault(new TypeError('王玉兰 222426'), new Date('2026-11-24T03:26:00Z'))

  expect(useFault().value).toEqual({ kind: 'TypeError', at: '2026-11-24T03:26:00.000Z' })
  forgetFault()
})
