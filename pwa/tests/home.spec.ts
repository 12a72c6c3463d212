import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import HomePage from '@/app/HomePage.vue'
import { i18n } from '@/app/i18n'

test('the first page shows the name of the system', () => {
  const page = mount(HomePage, { global: { plugins: [i18n] } })

  expect(page.get('h1').text()).toBe('送卡')
})
