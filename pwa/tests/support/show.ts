import { mount, type MountingOptions, type VueWrapper } from '@vue/test-utils'
import type { Component } from 'vue'
import { createI18n } from 'vue-i18n'
import { createMemoryHistory, createRouter } from 'vue-router'
import en from '@/ui/locales/en.json'
import zhCN from '@/ui/locales/zh-CN.json'

const page = { template: '<p />' }

/** Mount a component with its own words, a router and the document, as a screen would. */
export function show(component: Component, options: MountingOptions<unknown> = {}): VueWrapper {
  const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': { ui: zhCN }, en: { ui: en } } })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: page }] })
  return mount(component, { attachTo: document.body, ...options, global: { plugins: [i18n, router] } }) as VueWrapper
}
