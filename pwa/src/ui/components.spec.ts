import { afterEach, describe, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import SkDialog from './SkDialog.vue'
import SkEquation from './SkEquation.vue'
import SkFilePick from './SkFilePick.vue'
import SkKeypad from './SkKeypad.vue'
import SkLinkPill from './SkLinkPill.vue'
import SkMainButton from './SkMainButton.vue'
import SkMark from './SkMark.vue'
import SkName from './SkName.vue'
import SkPassphrase from './SkPassphrase.vue'
import SkPortrait from './SkPortrait.vue'
import SkProgress from './SkProgress.vue'
import SkSegments from './SkSegments.vue'
import SkSignatureView from './SkSignatureView.vue'
import SkStat from './SkStat.vue'
import SkSteps from './SkSteps.vue'
import SkTable from './SkTable.vue'
import SkTile from './SkTile.vue'
import { show } from '../../tests/support/show'

const open: ReturnType<typeof show>[] = []
const on = (...given: Parameters<typeof show>) => {
  const screen = show(...given)
  open.push(screen)
  return screen
}
afterEach(() => open.splice(0).forEach((screen) => screen.unmount()))

const term = (key: string, n: number | null) => ({ key, label: key, n })

describe('SkMark', () => {
  test('each state has a shape of its own', () => {
    const shapes = (['ok', 'warn', 'stop', 'wait', 'parked'] as const).map((kind) => on(SkMark, { props: { kind } }).html().replace(/c-\w+/g, ''))
    expect(new Set(shapes).size).toBe(5)
  })

  test('a mark without words beside it speaks its own', () => {
    expect(on(SkMark, { props: { kind: 'ok', label: '一致' } }).attributes()).toMatchObject({ role: 'img', 'aria-label': '一致' })
  })
})

describe('SkEquation', () => {
  const sign = (parts: (number | null)[]) => on(SkEquation, { props: { total: term('out', 280), parts: parts.map((n, i) => term(`p${i}`, n)) } }).get('.op').text()

  test('says = only when the terms add up', () => {
    expect(sign([96, 3, 181])).toBe('=')
    expect(sign([96, 3, 180])).toBe('≠')
  })

  test('does not pretend to know a sum with an unknown term', () => expect(sign([96, null])).toBe('?'))

  test('is read out as one sentence', () => {
    const sum = on(SkEquation, { props: { total: { key: 'out', label: '带出', n: 1280 }, parts: [{ key: 'a', label: '已发', n: 1280 }] } })
    expect(sum.attributes('aria-label')).toBe('带出 1,280 = 已发 1,280')
  })
})

describe('SkMainButton', () => {
  test('says what is missing, can be reached, and does not go', async () => {
    const button = on(SkMainButton, { props: { label: '本人领取', missing: ['原因', '卡面'] } })

    await button.trigger('click')

    expect(button.text()).toBe('还差：原因、卡面')
    expect(button.attributes('disabled')).toBeUndefined()
    expect(button.attributes('aria-disabled')).toBe('true')
    expect(button.emitted('go')).toBeUndefined()
    expect(button.emitted('blocked')).toHaveLength(1)
  })

  test('goes once when tapped and not while busy', async () => {
    const button = on(SkMainButton, { props: { label: '签好了' } })
    await button.trigger('click')
    await button.setProps({ busy: true })
    await button.trigger('click')
    expect(button.emitted('go')).toHaveLength(1)
  })

  const press = (key: string, timeStamp: number, target: EventTarget = document.body) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    Object.defineProperty(event, 'timeStamp', { value: timeStamp })
    target.dispatchEvent(event)
  }

  test('is pressed by Enter from anywhere', () => {
    const button = on(SkMainButton, { props: { label: '下一位' } })
    press('Enter', 10_000)
    expect(button.emitted('go')).toHaveLength(1)
  })

  test('is not pressed by the Enter that ends a scanner burst', () => {
    const button = on(SkMainButton, { props: { label: '本人领取' } })
    press('4', 20_000)
    press('Enter', 20_012)
    expect(button.emitted('go')).toBeUndefined()
  })

  test('leaves Enter to the button that has the focus', () => {
    const button = on(SkMainButton, { props: { label: '本人领取' } })
    const other = document.body.appendChild(document.createElement('button'))
    press('Enter', 30_000, other)
    other.remove()
    expect(button.emitted('go')).toBeUndefined()
  })
})

describe('SkName', () => {
  test('a long name is made smaller and stays whole', () => {
    const name = on(SkName, { props: { name: '阿卜杜热合曼·麦麦提敏' } })
    expect(name.classes()).toContain('long')
    expect(name.text()).toBe('阿卜杜热合曼·麦麦提敏')
  })

  test('a rare character counts as one', () => {
    expect(on(SkName, { props: { name: '𬱖𬱖𬱖𬱖𬱖𬱖', has: () => true } }).classes()).not.toContain('long')
  })

  test('a character without a glyph shows its code point and says so', () => {
    const name = on(SkName, { props: { name: '马\u{3134A}', has: (letter: string) => letter === '马' } })
    expect(name.get('.lost').text()).toBe('U+3134A')
    expect(name.text()).toContain('字库没有')
  })

  test('marks the one character that differs', () => {
    expect(on(SkName, { props: { name: '李春兰', other: '李春蘭' } }).findAll('.sk-differs').map((mark) => mark.text())).toEqual(['兰'])
  })
})

describe('SkPortrait', () => {
  test('without a photo says what to compare', () => {
    expect(on(SkPortrait).get('[role="img"]').attributes('aria-label')).toBe('没有照片：比对身份证、卡面和本人')
  })

  test('a photo that cannot be read says the same', async () => {
    const portrait = on(SkPortrait, { props: { source: '/broken.jpg' } })
    await portrait.get('img').trigger('error')
    expect(portrait.text()).toContain('没有照片')
  })

  test('lets go of a blob when it is shown no longer', () => {
    const revoke = vi.fn()
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:1', revokeObjectURL: revoke }))
    const portrait = show(SkPortrait, { props: { source: new Blob(['x']) } })
    portrait.unmount()
    expect(revoke).toHaveBeenCalledWith('blob:1')
  })
})

describe('SkLinkPill', () => {
  test('tells link, number and oldest age', () => {
    const pill = on(SkLinkPill, { props: { link: 'offline', unsent: 101, oldestMs: 8_880_000 } })
    expect(pill.get('[role="status"]').text().replace(/\s+/g, ' ')).toBe('离线未上传 101 条· 最早 2 小时 28 分')
  })

  test('does not call a captive network online', () => {
    expect(on(SkLinkPill, { props: { link: 'captive', unsent: 3 } }).text()).toContain('有网，但不是县里的回音')
  })
})

describe('SkKeypad', () => {
  test('types, erases and stops at its length', async () => {
    const pad = on(SkKeypad, { props: { modelValue: '451', maxLength: 4 } })
    const press = (label: string) => pad.findAll('button').find((key) => key.text() === label)?.trigger('click')

    await press('X')
    await pad.setProps({ modelValue: '451X' })
    await press('1')
    await pad.get('[aria-label="退一格"]').trigger('click')

    expect(pad.emitted('update:modelValue')).toEqual([['451X'], ['451']])
  })

  test.each([['digits', 12], ['letters', 24], ['box', 12]] as const)('the %s pad fills its grid of %i keys', (variant, count) => {
    expect(on(SkKeypad, { props: { modelValue: '', variant } }).findAll('button')).toHaveLength(count)
  })
})

describe('SkTile', () => {
  test('a tap ticks what is next in line', async () => {
    const tile = on(SkTile, { props: { state: 'next', title: '卡面' } })
    await tile.trigger('click')
    expect(tile.attributes('aria-checked')).toBe('false')
    expect(tile.emitted('toggle')).toHaveLength(1)
  })

  test.each(['auto', 'closed'] as const)('a tap changes nothing when %s', async (state) => {
    const tile = on(SkTile, { props: { state, title: '身份证' } })
    await tile.trigger('click')
    expect(tile.attributes('aria-disabled')).toBe('true')
    expect(tile.emitted('toggle')).toBeUndefined()
  })
})

describe('SkPassphrase', () => {
  test('reads what a hurried hand types and says when it is whole', async () => {
    const field = on(SkPassphrase, { props: { modelValue: '', label: '口令' } })
    await field.get('input').setValue('7k9m 2qxo')
    expect(field.emitted('update:modelValue')).toEqual([['7K9M2QX0']])
    expect(field.emitted('complete')).toEqual([['7K9M2QX0']])
  })
})

describe('SkProgress', () => {
  test('an unknown share is not nought', () => {
    const bar = on(SkProgress, { props: { share: null, label: '进度' } }).get('[role="progressbar"]')
    expect(bar.attributes('aria-valuenow')).toBeUndefined()
    expect(bar.attributes('aria-valuetext')).toBe('不知道')
  })

  test('a stuck upload says why', () => {
    expect(on(SkProgress, { props: { share: 0.4, label: '正在上传', stuck: '没有回音' } }).text()).toContain('停住了，没有回音')
  })
})

test('SkStat shows an unknown figure as unknown', () => {
  expect(on(SkStat, { props: { label: '已报发出', value: null } }).text()).toContain('不知道')
})

test('SkSteps says which step is being done', () => {
  const steps = on(SkSteps, { props: { steps: ['找卡', '核对', '签字'], at: 1 } })
  expect(steps.get('[aria-current="step"]').text()).toContain('核对')
})

test('SkSignatureView draws a path a stroke and says whether anything is signed', () => {
  expect(on(SkSignatureView, { props: { strokes: [[[0, 0, 0], [4, 4, 9]], [[9, 9, 20]]] } }).findAll('path')).toHaveLength(2)
  expect(on(SkSignatureView, { props: { strokes: [] } }).attributes('aria-label')).toBe('还没签')
})

describe('SkSegments', () => {
  test('arrows move the choice round', async () => {
    const group = on(SkSegments, { props: { modelValue: 'b', label: '怎么找', choices: [{ value: 'a', label: '尾号' }, { value: 'b', label: '拼音' }] } })
    await group.trigger('keydown', { key: 'ArrowRight' })
    expect(group.emitted('update:modelValue')).toEqual([['a']])
  })

  test('nothing is chosen beforehand when nothing is given', () => {
    const group = on(SkSegments, { props: { modelValue: null, label: '密码', choices: [{ value: 'yes', label: '本人改了' }, { value: 'no', label: '没改' }] } })
    expect(group.findAll('[aria-checked="true"]')).toHaveLength(0)
  })
})

describe('SkFilePick', () => {
  const drop = (name: string) => ({ dataTransfer: { files: [new File(['x'], name)] } })

  test('hands over a dropped file of the right kind', async () => {
    const area = on(SkFilePick, { props: { label: '选表', accept: '.xlsx,.csv' } })
    await area.trigger('drop', drop('卡.XLSX'))
    expect(area.emitted('pick')).toHaveLength(1)
  })

  test('refuses another kind in words', async () => {
    const area = on(SkFilePick, { props: { label: '选表', accept: '.xlsx,.csv' } })
    await area.trigger('drop', drop('卡.pdf'))
    expect(area.emitted('pick')).toBeUndefined()
    expect(area.get('[role="alert"]').text()).toBe('只收 .xlsx、.csv')
  })
})

describe('SkTable', () => {
  const rows = [{ id: 1, name: '甲' }, { id: 2, name: '乙' }, { id: 3, name: '丙' }]
  const props = { rows, columns: [{ key: 'name', label: '姓名', sortable: true }], rowKey: (row: { id: number }) => row.id, label: '人' }

  test('↓ goes to the next row and space opens it', async () => {
    const table = on(SkTable, { props })
    const lines = () => table.findAll('tr[data-row]')

    await lines()[0]?.trigger('keydown', { key: 'ArrowDown' })
    await nextTick()
    expect(document.activeElement?.textContent).toBe('乙')

    await lines()[1]?.trigger('keydown', { key: ' ' })
    expect(table.emitted('open')).toEqual([[rows[1]]])
  })

  test('only one row is a stop of the tab key', () => {
    expect(on(SkTable, { props }).findAll('tr[tabindex="0"]')).toHaveLength(1)
  })

  test('asks for the page and order that the head and foot are tapped for', async () => {
    const page = { page: 1, size: 3, sort: null, descending: false }
    const table = on(SkTable, { props: { ...props, page, total: 7 } })

    await table.get('[aria-label="后一页"]').trigger('click')
    await table.get('th').trigger('click')

    expect(table.emitted('update:page')).toEqual([[{ ...page, page: 2 }], [{ ...page, sort: 'name' }]])
  })

  test('an empty table says what to do', () => {
    const table = on(SkTable, { props: { ...props, rows: [], emptyTitle: '还没有批次', emptyWhat: '先导入一份成品卡表' } })
    expect(table.text()).toContain('先导入一份成品卡表')
  })
})

describe('SkDialog', () => {
  const choices = [{ value: 'absent', label: '没来' }, { value: 'dead', label: '去世了' }, { value: 'bank_refused', label: '银行说不符', closed: true }]
  const dialog = async (props: Record<string, unknown>) => {
    const screen = on(SkDialog, { props: { modelValue: true, title: '为什么没领？', choices, ...props } })
    await nextTick()
    await nextTick()
    const find = (words: string) => [...document.querySelectorAll<HTMLElement>('.sk-dialog button')].find((button) => button.textContent.includes(words))
    return { screen, find }
  }

  test('one tap picks where nothing is to be confirmed', async () => {
    const { screen, find } = await dialog({})
    find('没来')?.click()
    expect(screen.emitted('pick')).toEqual([['absent']])
    expect(screen.emitted('update:modelValue')).toEqual([[false]])
  })

  test('a closed choice cannot be picked', async () => {
    const { screen, find } = await dialog({})
    find('银行说不符')?.click()
    expect(screen.emitted('pick')).toBeUndefined()
  })

  test('with a confirmation the reason is missing until chosen', async () => {
    const { screen, find } = await dialog({ confirm: '记下' })
    find('还差：原因')?.click()
    expect(screen.emitted('pick')).toBeUndefined()

    find('去世了')?.click()
    await nextTick()
    find('记下')?.click()
    expect(screen.emitted('pick')).toEqual([['dead']])
  })

  test('a digit picks', async () => {
    const { screen } = await dialog({})
    document.querySelector('.sk-dialog')?.dispatchEvent(new KeyboardEvent('keydown', { key: '2', bubbles: true }))
    expect(screen.emitted('pick')).toEqual([['dead']])
  })
})
