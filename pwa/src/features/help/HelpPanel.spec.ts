import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createI18n } from 'vue-i18n'
import { createRouter, createWebHistory, type Router } from 'vue-router'
import ui from '@/ui/locales/zh-CN.json'
import HelpPanel from './HelpPanel.vue'
import help from './locales/zh-CN.json'

let router: Router
let panel: VueWrapper

/** Go to an address as a screen does, and show what the app shows over it. */
async function open(...path: string[]): Promise<void> {
  router = createRouter({ history: createWebHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }] })
  for (const one of path) await router.push(one)
  const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': { ui, help } } })
  panel = mount(HelpPanel, { attachTo: document.body, global: { plugins: [router, i18n] } })
  await flushPromises()
}

const at = (): string => router.currentRoute.value.fullPath
const heading = (): string | null | undefined => document.querySelector('.help article h2')?.textContent
const button = (label: string): HTMLElement => [...document.querySelectorAll<HTMLElement>('.help button')].find((one) => one.textContent.includes(label))!

/** Do what leads elsewhere, and wait until it has. */
async function going(act: () => void): Promise<void> {
  const arrived = new Promise<void>((resolve) => {
    const stop = router.afterEach(() => {
      stop()
      resolve()
    })
  })
  act()
  await arrived
  await flushPromises()
}

beforeEach(() => window.history.replaceState(null, '', '/'))
afterEach(() => panel.unmount())

describe('the guide over a screen', () => {
  test('shows the topic that the address names', async () => {
    await open('/serve/1?ask=x&help=proxy')
    expect(heading()).toBe('代办怎么办')
  })

  test('begins with the first topic when there is none of that name', async () => {
    await open('/today?help=nonsense')
    expect(heading()).toBe('出发前：装场、检查')
  })

  test('another topic takes the place of this one, and one step leads back', async () => {
    await open('/serve/1?ask=x', '/serve/1?ask=x&help=match')
    const before = window.history.length
    await going(() => button('收场清点').click())
    expect(heading()).toBe('收场清点')
    expect(at()).toBe('/serve/1?ask=x&help=close')
    await going(() => button(help.back).click())
    expect(at()).toBe('/serve/1?ask=x')
    expect(window.history.length).toBe(before)
  })

  test('opened by an address it leaves for the screen below', async () => {
    await open('/outbox?help=offline')
    await going(() => button(help.back).click())
    expect(at()).toBe('/outbox')
  })

  test('finds topics by words and says where', async () => {
    await open('/today?help=find')
    const input = document.querySelector<HTMLInputElement>('.help input')!
    input.value = '收据 作废'
    input.dispatchEvent(new Event('input'))
    await flushPromises()
    const found = [...document.querySelectorAll('.help nav button')].map((one) => one.textContent)
    expect(found.length).toBeLessThan(5)
    expect(found.join()).toContain('作废')
    input.value = '没有这个词啊'
    input.dispatchEvent(new Event('input'))
    await flushPromises()
    expect(document.querySelector('.help nav')?.textContent).toContain(help.none)
  })
})
