// Guards about the joint count at the end of a round (4.1.1.b, 2.3). Twin: server/rules/count_guards.py.
import { attached, type CountCosigned, type Facts, type RoundCounted } from './facts'

const counted = (facts: Facts) => facts.event.payload as RoundCounted
const approval = (facts: Facts) => facts.event.approvals.find((candidate) => candidate.role === 'bank_manager')

export const countGuards = {
  count_adds_up: (f: Facts) => {
    const { handed, returned, wrong, missing, elsewhere } = counted(f)
    const cards = [...returned, ...wrong, ...missing, ...elsewhere]
    if (new Set(cards).size !== cards.length) return false
    return !f.count || handed + cards.length === f.count.taken
  },
  cash_is_that_of_the_receipts: (f: Facts) => !f.count || f.count.cash_fen === null || counted(f).cash_fen === f.count.cash_fen,
  count_is_signed: (f: Facts) => attached(f, 'officer_signature', counted(f).signatures.specialist),
  // Without it the other half comes from the companion.
  manager_signs_here: (f: Facts) => counted(f).signatures.bank_manager !== null,
  manager_has_signed_the_count: (f: Facts) => {
    const { specialist, bank_manager: signature } = counted(f).signatures
    if (!approval(f)?.items.includes('count') || signature === null) return false
    return attached(f, 'officer_signature', signature) && signature !== specialist
  },
  cosign_is_signed: (f: Facts) => attached(f, 'officer_signature', (f.event.payload as CountCosigned).signature),
} satisfies Record<string, (facts: Facts) => boolean>
