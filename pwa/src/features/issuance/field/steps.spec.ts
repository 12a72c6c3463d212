// Screens that ask: what they offer, what a touch notes, and what they never preselect.
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, type Component } from 'vue'
import { createI18n } from 'vue-i18n'
import { createMemoryHistory, createRouter } from 'vue-router'
import { messages } from '@/app/i18n/gather'
import { useField } from '@/session'
import type { BundleHeader, BundlePerson } from '@/sync'
import type { ServeDraft } from './draft'
import LateTemporary from './LateTemporary.vue'
import MatchTiles from './MatchTiles.vue'
import NumberEntry from './NumberEntry.vue'
import { withProxy } from './proxyDraft'
import ProxyPapers from './ProxyPapers.vue'
import ProxyRelation from './ProxyRelation.vue'
import ProxySide from './ProxySide.vue'
import ProxyWays from './ProxyWays.vue'
import TemporaryStrip from './TemporaryStrip.vue'
import { daughterRead, filled, header, number, person } from './testPeople'
import { useServe } from './useServe'

const open: VueWrapper[] = []
const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: messages as Record<string, never> })
afterEach(() => open.splice(0).forEach((screen) => screen.unmount()))
beforeEach(() => setActivePinia(createPinia()))

/** The draft in the middle of the flow, and a screen of it. */
function on(component: Component, draft: ServeDraft, who: BundlePerson = person, props: Record<string, unknown> = {}, extra: Partial<BundleHeader> = {}) {
  const field = useField()
  const serve = useServe()
  field.device = { id: 'd' } as never
  field.roster = { header: { ...header, policy: {}, people: [who], ...extra }, portrait: () => null }
  serve.draft = draft
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }] })
  const screen = mount(component, { attachTo: document.body, props, global: { plugins: [i18n, router] } }) as VueWrapper
  open.push(screen)
  return { screen, field, serve, button: (text: string) => screen.findAll('button').find((one) => one.text().includes(text)) }
}

const relatives = (changes: Partial<ServeDraft> = {}): ServeDraft => ({ ...withProxy(filled(), person, daughterRead), ...changes })

describe('the number of a document', () => {
  it('is taken without a further touch once it is whole, sound and the expected one', async () => {
    const { screen } = on(NumberEntry, filled({ identity: null }), person, { expected: number, hint: '' })
    const key = (text: string) => screen.findAll('.sk-keypad button').find((one) => one.text() === text)?.trigger('click')
    for (const digit of number.slice(0, -1)) await key(digit)
    expect(screen.emitted('read')).toBeUndefined()
    await key(number.slice(-1))
    expect(screen.emitted('read')?.[0]?.[0]).toMatchObject({ method: 'typed', number, name: null })
  })

  it('stays on the screen while it is another person’s', async () => {
    const { screen } = on(NumberEntry, filled({ identity: null }), person, { expected: daughterRead.number, hint: '' })
    for (const digit of number) await screen.findAll('.sk-keypad button').find((one) => one.text() === digit)?.trigger('click')
    expect(screen.emitted('read')).toBeUndefined()
    expect(screen.text()).toContain('不是一个人')
  })
})

describe('the temporary card', () => {
  const holder = { ...person, temporary_card: { number: 'L1', issued_on: null } } as BundlePerson

  it('is asked about, nothing preselected; "never" can be taken back by the same touch', async () => {
    const { serve, button } = on(TemporaryStrip, filled({ temporary: { answer: null, receipt: null } }))
    await button('没有办过')?.trigger('click')
    expect(serve.draft?.temporary.answer).toBe('none')
    await button('没有办过')?.trigger('click')
    expect(serve.draft?.temporary.answer).toBeNull()
  })

  it('of the list offers its three ways out, and "returned" settles it at once', async () => {
    const { screen, serve, button } = on(TemporaryStrip, filled({ temporary: { answer: null, receipt: null } }, holder), holder)
    expect(screen.findAll('button').map((one) => one.text())).toEqual(['没收回…', '坏了…', '丢了…', '收回了'])
    expect(screen.findAll('[aria-pressed="true"]')).toHaveLength(0)
    await button('收回了')?.trigger('click')
    expect(serve.draft?.temporary).toEqual({ answer: 'returned', receipt: null })
  })

  it('lost: shows fee and next receipt, and notes nothing before the money is taken', async () => {
    const { serve, button } = on(TemporaryStrip, filled({ temporary: { answer: null, receipt: null } }, holder), holder)
    await button('丢了…')?.trigger('click')
    await nextTick()
    expect(document.querySelector('[data-testid="fee"]')?.textContent).toBe('20.00 元')
    expect(document.querySelector('[data-testid="receipt"]')?.textContent).toBe('TS-000123')
    expect(serve.draft?.temporary.answer).toBeNull()
    ;[...document.querySelectorAll<HTMLElement>('.sk-main')].at(-1)?.click()
    await nextTick()
    expect(serve.draft?.temporary).toEqual({ answer: 'lost', receipt: 'TS-000123' })
  })

  it('without receipts no money is taken, and the way to refuse stays open', async () => {
    const { screen, button } = on(TemporaryStrip, filled({ temporary: { answer: null, receipt: null } }, holder), holder, {}, { receipts: null })
    await button('坏了…')?.trigger('click')
    await nextTick()
    const dialog = document.querySelector('.sk-dialog')
    expect(dialog?.textContent).toContain('没有收据了')
    expect(dialog?.querySelector('.sk-main')?.getAttribute('aria-disabled')).toBe('true')
    ;[...(dialog?.querySelectorAll<HTMLElement>('.foot button') ?? [])].find((one) => one.textContent?.includes('不交钱'))?.click()
    expect(screen.emitted('refuse')?.[0]).toEqual(['temporary_card_unpaid'])
  })
})

describe('a temporary card that turns up after the hand-over', () => {
  // A dialog that closes stays in the document for a while: the newest is the one that asks.
  const touch = async (selector: string, word = '') => {
    await nextTick()
    ;[...document.querySelectorAll<HTMLElement>(`.sk-dialog ${selector}`)].filter((one) => one.textContent?.includes(word)).at(-1)?.click()
    await nextTick()
  }
  const pick = async (word: string) => {
    await touch('.choices button', word)
    await touch('.sk-main')
  }

  it('is a record of its own: returned, or paid for against the next receipt', async () => {
    const { field } = on(LateTemporary, filled(), person, { person })
    const save = vi.spyOn(field, 'save').mockResolvedValue({} as never)
    field.unlockedIds = ['s']
    await pick('收回了')
    expect(save).toHaveBeenLastCalledWith({ type: 'temp_card.returned', officer: 's', approvals: [], payload: { card_id: 'c', cardholder_id: 'p', number: null, note: null } })
    await pick('丢了')
    await touch('.sk-main', '20.00')
    expect(save).toHaveBeenLastCalledWith({ type: 'temp_card.fee_paid', officer: 's', approvals: [], payload: { card_id: 'c', cardholder_id: 'p', kind: 'lost', amount_fen: 2000, receipt_number: 'TS-000123' } })
  })
})

describe('who collects', () => {
  it('the reserved way is closed, with its reason, where the sheet names nobody', () => {
    const { screen } = on(ProxyWays, relatives())
    const [reserved] = screen.findAll('[role="radio"]')
    expect(reserved?.attributes('aria-disabled')).toBe('true')
    expect(reserved?.text()).toContain('名单里没有')
  })

  it('names the refused relations beside the direct ones, none chosen', async () => {
    const { screen, serve } = on(ProxyRelation, relatives())
    expect(screen.findAll('[aria-checked="true"]')).toHaveLength(0)
    expect(screen.text()).toMatch(/兄弟姐妹.*邻居.*村干部.*不能代领/)
    await screen.findAll('[role="radio"]')[2]?.trigger('click')
    expect(serve.draft?.proxy?.relation).toBe('child')
  })

  it('says that the bank account is the person’s own affair, and warns at the third household, stops at the sixth', async () => {
    const { screen, field } = on(ProxySide, relatives())
    const mark = () => screen.get('[data-testid="proxy-count"]').classes()
    const served = (households: number) => new Map(Array.from({ length: households }, (_, at) => [`h${at}`, { collected: { proxy: { ...daughterRead, household: null } } } as never]))
    expect(screen.text()).toContain('金融要本人到网点办')
    expect(mark()).toContain('ok')
    field.served = served(2)
    await nextTick()
    expect(mark()).toContain('warn')
    field.served = served(5)
    await nextTick()
    expect(mark()).toContain('stop')
  })

  it('asks for the papers one after the other, each by its own consent', async () => {
    const { screen, serve } = on(ProxyPapers, relatives())
    expect(screen.get('[data-testid="take"]').text()).toContain('代办人同意')
    const { serve: later, screen: after } = on(ProxyPapers, relatives({ pictures: { proxy_id_card: 'AA==' } }))
    expect(after.get('[data-testid="take"]').text()).toContain('户口本')
    expect([serve, later].every((one) => one.draft?.faceImage === null)).toBe(true)
    await after.findAll('[role="checkbox"]')[0]?.trigger('click')
    expect(later.draft?.pictures).toEqual({})
  })
})

describe('the tiles', () => {
  it('ask a child’s guardian beside the register, and nobody’s of an adult', () => {
    const child = { ...person, birth_date: '2015-05-01' } as BundlePerson
    const { screen } = on(MatchTiles, filled({ document: 'household_register', identity: { method: 'typed', number, name: null, at: '2026-11-24T03:26:00Z' } }, child), child)
    expect(screen.findAll('[role="checkbox"]').map((one) => one.find('b').text())).toEqual(['户口本', '照片', '住址', '卡面', '监护人'])
    expect(on(MatchTiles, filled()).screen.findAll('[role="checkbox"]')).toHaveLength(4)
  })
})
