import axe from 'axe-core'
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, test } from 'vitest'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n } from '../i18n'
import BareView from './BareView.vue'
import DeskView from './DeskView.vue'
import PartsView from './PartsView.vue'
import ServeView from './ServeView.vue'
import TodayView from './TodayView.vue'

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }] })
afterEach(() => document.body.replaceChildren())

// Contrast needs a real browser; everything else that axe knows is asked here.
async function findings(view: Component): Promise<string[]> {
  const page = mount(view, { attachTo: document.body, global: { plugins: [i18n, router] } })
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
  page.unmount()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

describe('nothing serious for axe', () => {
  test.each([['the parts', PartsView], ['a day in the field', TodayView], ['serving', ServeView], ['the desk', DeskView], ['logging in', BareView]])('in %s', async (_name, view) => {
    expect(await findings(view)).toEqual([])
  })
})
