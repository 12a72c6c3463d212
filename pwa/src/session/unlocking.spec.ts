import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import type { OfficerRow } from '@/store'
import { useUnlocking } from './unlocking'

const open = new Set<string>()
vi.mock('@/store', () => ({
  unlock: ({ id }: OfficerRow) => Promise.resolve(void open.add(id)),
  close: (...ids: string[]) => Promise.resolve(ids.forEach((id) => open.delete(id))),
  rest: () => open.clear(),
  isUnlocked: (id: string) => open.has(id),
  isResting: () => false,
}))

const officer = (id: string, role: string) => ({ id, roles: [role] }) as OfficerRow
const [zhou, jin, han] = [officer('zhou', 'card_specialist'), officer('jin', 'card_specialist'), officer('han', 'bank_manager')]

beforeEach(() => open.clear())

describe('H4: a tablet that changes hands', () => {
  it('H4: shuts whoever had it in the same role; the bank manager beside them stays', async () => {
    const unlocking = useUnlocking(ref([zhou, jin, han]), { opened: () => Promise.resolve(), shut: () => undefined })
    for (const one of [zhou, han, jin]) await unlocking.unlockOfficer(one, 'slip')
    expect(unlocking.unlockedIds.value).toEqual(['jin', 'han'])
  })

  it('leaves nothing of the roster behind a locked screen', async () => {
    const shut = vi.fn()
    const unlocking = useUnlocking(ref([zhou]), { opened: () => Promise.resolve(), shut })
    await unlocking.unlockOfficer(zhou, 'slip')
    unlocking.lockScreen()
    expect([unlocking.locked.value, shut.mock.calls.length]).toEqual([true, 1])
  })
})
