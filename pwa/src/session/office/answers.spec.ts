import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Result } from '@/api'
import { i18n } from '@/app/i18n'
import { useDesk } from '../desk'
import { useAct, useAnswer } from './answers'

const refused = (code: string, clause: string | null = null): Result<never> => ({ ok: false, offline: false, refusal: { code, status: 409, clause, zh: '不行', en: 'No', facts: {} } })
let pinia = createPinia()
beforeEach(() => { pinia = createPinia() })

function within<T>(use: () => T): T {
  let made: T | undefined
  mount({ template: '<p />', setup: () => { made = use() } }, { global: { plugins: [pinia, i18n] } })
  return made as T
}

describe('a question', () => {
  test('keeps the answer to the later one when both come in the wrong order', async () => {
    const waiting: ((answer: Result<string>) => void)[] = []
    const answer = within(() => useAnswer(() => new Promise<Result<string>>((resolve) => waiting.push(resolve))))
    const both = [answer.load(), answer.load()]
    waiting[1]?.({ ok: true, value: 'later' })
    waiting[0]?.({ ok: true, value: 'earlier' })
    await Promise.all(both)
    expect([answer.value.value, answer.loading.value]).toEqual(['later', false])
  })

  test('keeps what it had when the next one fails, and says why', async () => {
    const answers: Result<string>[] = [{ ok: true, value: 'kept' }, { ok: false, offline: true }]
    const answer = within(() => useAnswer(() => Promise.resolve(answers.shift() ?? refused('x'))))
    await answer.load()
    await answer.load()
    expect(answer.value.value).toBe('kept')
    expect(answer.problem.value).toContain('没有回音')
  })

  test('that nobody is logged in for any more ends the session', async () => {
    const answer = within(() => useAnswer(() => Promise.resolve(refused('not_logged_in'))))
    const desk = useDesk(pinia)
    desk.session = { officer: { id: 'o' }, idle_minutes: 15, expires_at: '' } as NonNullable<typeof desk.session>
    await answer.load()
    expect([desk.session, desk.expired]).toEqual([null, true])
  })
})

describe('a change', () => {
  test('is made once however often the button is pressed', async () => {
    let made = 0
    const act = within(useAct)
    const change = async (): Promise<Result<number>> => { made += 1; return Promise.resolve({ ok: true, value: made }) }
    await Promise.all([act.run(change), act.run(change)])
    expect(made).toBe(1)
  })

  test('that is refused says so with its clause', async () => {
    const act = within(useAct)
    expect(await act.run(() => Promise.resolve(refused('x', '4.1.1.b')))).toBeNull()
    expect(act.problem.value).toBe('不行（条款 4.1.1.b）')
  })
})

describe('a change that needs a fresh proof', () => {
  const changes = (): (() => Promise<Result<string>>) => {
    const answers: Result<string>[] = [refused('proof_needed'), { ok: true, value: 'done' }]
    return () => Promise.resolve(answers.shift() ?? refused('x'))
  }

  test('is made once more after it was given', async () => {
    const act = within(() => useAct())
    const running = act.run(changes())
    await flushPromises()
    useDesk().proving?.(true)
    expect(await running).toBe('done')
  })

  test('stays refused, in words, when nobody gives it', async () => {
    const act = within(() => useAct())
    const running = act.run(changes())
    await flushPromises()
    useDesk().proving?.(false)
    expect(await running).toBeNull()
    expect(act.problem.value).toBe('不行')
  })
})
