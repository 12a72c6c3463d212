// Whatever fails while keys are made, the screen says so and can be tried again.
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { i18n } from '@/app/i18n'
import * as store from '@/store'
import OfficerAdd from './OfficerAdd.vue'

vi.mock('@/api', () => ({
  api: { POST: () => undefined },
  ask: () => Promise.resolve({ ok: true, value: { officer: { id: 'o', name: '王玉兰', organisation: { name: '延吉市' }, roles: [] } } }),
}))
vi.mock('@/store', async (original) => ({
  ...(await original<typeof store>()),
  newOfficerPairs: () => Promise.resolve({ seal: { publicKey: {} }, sign: { publicKey: {} } }),
  mayHavePasskey: vi.fn(),
  makePasskey: vi.fn(),
  passphraseOpener: vi.fn(),
  wrapPairs: vi.fn(),
  tryKeys: vi.fn(),
  joinOfficer: vi.fn(),
}))

const opener = { unlock: { way: 'prf' }, secret: new Uint8Array(32) } as never
const stubs = {
  BareShell: { template: '<div><slot /></div>' },
  HelpButton: true,
  WayChoice: { props: ['busy', 'problem'], emits: ['pick'], template: '<button class="pick" @click="$emit(\'pick\', \'prf\')">{{ busy }} {{ problem }}</button>' },
  PassphraseSlip: { props: ['busy', 'problem'], emits: ['agreed'], template: '<button class="agree" @click="$emit(\'agreed\', \'K7M2P9QX\')">{{ busy }} {{ problem }}</button>' },
}

async function proved(hasLock: boolean): Promise<VueWrapper> {
  vi.mocked(store.mayHavePasskey).mockResolvedValue(hasLock)
  const screen = mount(OfficerAdd, { global: { plugins: [i18n], stubs } }) as VueWrapper
  const [username, password] = screen.findAll('input')
  await username?.setValue('zhuanyuan')
  await password?.setValue('secret')
  await screen.get('form').trigger('submit')
  await flushPromises()
  return screen
}

async function press(screen: VueWrapper, button: string): Promise<string> {
  await screen.get(button).trigger('click')
  await flushPromises()
  return screen.get(button).text()
}

beforeEach(() => {
  vi.mocked(store.makePasskey).mockResolvedValue(opener)
  vi.mocked(store.passphraseOpener).mockResolvedValue(opener)
  vi.mocked(store.wrapPairs).mockResolvedValue({ name: '王玉兰' } as never)
  vi.mocked(store.tryKeys).mockResolvedValue({ reopens: true, seals: true, signs: true })
  vi.mocked(store.joinOfficer).mockResolvedValue(undefined)
})

it('is not busy for ever when the device cannot keep the keys', async () => {
  const screen = await proved(false)
  vi.mocked(store.joinOfficer).mockRejectedValueOnce(new Error('disk'))

  const said = await press(screen, '.agree')
  expect(said).toContain('false')
  expect(said).toContain('钥匙自检没通过，没有登记')
  expect(screen.emitted('added')).toBeUndefined()

  await press(screen, '.agree')
  expect(screen.emitted('added')).toHaveLength(1)
})

it('tells the lock that gave nothing from a fault of the device', async () => {
  const screen = await proved(true)
  vi.mocked(store.makePasskey).mockRejectedValueOnce(new store.PasskeyRefused())
  expect(await press(screen, '.pick')).toContain('设备的锁没有放行')

  vi.mocked(store.joinOfficer).mockRejectedValueOnce(new Error('disk'))
  expect(await press(screen, '.pick')).toContain('钥匙自检没通过，没有登记')
})
