// The joint count under way: one tally, sealed after every card so that a lock, a reload or a crash loses nothing.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { encodeStrokes, strokesMediaType, type Strokes } from '@/capture'
import { judge, type Approval, type Attachment, type Facts } from '@/rules'
import { useField } from '@/session'
import { dropDraft, keepDraft, readDraft, sha256, type NewAttachment } from '@/store'
import { checkCode, countAll, countCard, ledgerOf, payloadOf, sumsOf, type Tally, type Where } from './closing'

interface CountDraft {
  v: 1
  tally: [string, Where][]
  finished: boolean
  cashCounted: boolean
  /** What is written on the pads: it stands for these sums and goes as soon as one of them changes. */
  ink?: Ink
}

export type Ink = Record<'specialist' | 'manager', Strokes | null>
const noInk: Ink = { specialist: null, manager: null }

/** count: cards go through the hands; difference: some are not there; sign: all accounted for; done: both have signed. */
export type Phase = 'count' | 'difference' | 'sign' | 'done'

export const useClosing = defineStore('closing', () => {
  const field = useField()
  const tally = shallowRef<Tally>(new Map())
  const finished = ref(false)
  const cashCounted = ref(false)
  const ink = shallowRef<Ink>(noInk)
  let round: string | null = null
  let writing: Promise<void> = Promise.resolve()

  const ledger = computed(() => ledgerOf(field.roster?.header.people ?? [], field.saved))
  const sums = computed(() => sumsOf(ledger.value, tally.value))
  const phase = computed<Phase>(() => {
    if (ledger.value.counted) return 'done'
    if (sums.value.open.length === 0) return 'sign'
    return finished.value ? 'difference' : 'count'
  })
  /** Whether another tablet may have some of the cards: the round is not split, or was packed on several. */
  const mayBeElsewhere = computed(() => field.roster?.header.share == null)

  /** Take up the count where it was left. */
  async function begin(): Promise<void> {
    if (!field.round || round === field.round.id) return
    round = field.round.id
    const kept = await readDraft<CountDraft>(round, 'count')
    tally.value = new Map(kept?.v === 1 ? kept.tally : [])
    finished.value = kept?.finished ?? false
    cashCounted.value = kept?.cashCounted ?? false
    ink.value = kept?.ink ?? noInk
  }

  async function count(cardIds: readonly string[], where: Where | null): Promise<void> {
    tally.value = cardIds.reduce((all, id) => countCard(all, ledger.value, id, where), tally.value)
    ink.value = noInk
    await keep()
  }

  /** Count cards where the records say that they lie. */
  async function countAsExpected(cardIds: readonly string[]): Promise<void> {
    tally.value = countAll(tally.value, ledger.value, cardIds)
    ink.value = noInk
    await keep()
  }

  /** Both say that there is nothing more in their hands; what is open now is not there. */
  async function finish(done: boolean): Promise<void> {
    finished.value = done
    await keep()
  }

  async function noteCash(counted: boolean): Promise<void> {
    cashCounted.value = counted
    await keep()
  }

  /** Somebody wrote on their pad, or wiped it. */
  async function noteInk(who: keyof Ink, strokes: Strokes): Promise<void> {
    ink.value = { ...ink.value, [who]: strokes.strokes.length > 0 ? strokes : null }
    await keep()
  }

  /** One write at a time, each of the newest tally. */
  function keep(): Promise<void> {
    writing = writing.catch(() => undefined).then(async () => {
      if (!field.round || field.locked || !field.roster) return
      const draft: CountDraft = { v: 1, tally: [...tally.value], finished: finished.value, cashCounted: cashCounted.value, ink: ink.value }
      await keepDraft(field.round.id, draft, 'count')
    })
    return writing
  }

  /** Both have signed; without the manager's ink their half comes from the companion. Resolves when it is on the disk. */
  async function sign(specialistInk: Strokes, managerInk: Strokes | null): Promise<void> {
    const { specialist, bankManager, round: open } = field
    if (!specialist || !bankManager || !open) throw new Error('no round is open')
    const inks = [encodeStrokes(specialistInk), ...(managerInk ? [encodeStrokes(managerInk)] : [])]
    const hashes = await Promise.all(inks.map((bytes) => sha256(bytes)))
    const attachments = inks.map((bytes): NewAttachment => ({ kind: 'officer_signature', mediaType: strokesMediaType, bytes }))
    const signatures = { specialist: hashes[0] ?? '', bank_manager: hashes[1] ?? null }
    const payload = payloadOf(ledger.value, tally.value, signatures, await checkCode(open.id, ledger.value, tally.value, sha256))
    const check = { officer: bankManager.id, role: 'bank_manager', items: ['count'], at: new Date().toISOString() }
    const approvals: Approval[] = managerInk ? [await field.approve(check, 'round.counted', payload)] : []
    const described = hashes.map((hash, place): Attachment => ({ sha256: hash, length: inks[place]?.length ?? 0, media_type: strokesMediaType, kind: 'officer_signature' }))
    refuseBroken({ type: 'round.counted', officer: specialist.id, device: field.device?.id ?? '', device_time: new Date().toISOString(), approvals, attachments: described, payload })
    await field.save({ type: 'round.counted', officer: specialist.id, approvals, payload }, attachments)
    await forget(open.id)
  }

  /** Ask the same judge that the server asks; a count that it would park is no count. */
  function refuseBroken(event: Facts['event']): void {
    const found = judge({
      event,
      card: null,
      round: { state: 'packed', specialist_id: field.specialist?.id ?? '', bank_manager_id: field.bankManager?.id ?? '' },
      lease: { exists: true, valid_at_event: !field.leaseOver },
      roster: { number: '', name: '', temporary_card: false },
      policy: { 'evidence.id_card_photo': false },
      collected_by: null,
      corrected: null,
      count: { taken: ledger.value.people.length, cash_fen: ledger.value.cashFen },
    })
    if (found[0]) throw new Error(found[0].code)
  }

  /** Take the signed count back, to count again (4.1.1.b). */
  async function countAgain(reason: string): Promise<void> {
    const { counted } = ledger.value
    if (!counted || !field.specialist) return
    await field.save({ type: 'event.corrected', officer: field.specialist.id, approvals: [], payload: { corrects: counted.id, reason } })
    await forget(counted.round)
  }

  async function forget(roundId: string): Promise<void> {
    tally.value = new Map()
    finished.value = false
    cashCounted.value = false
    ink.value = noInk
    await writing.catch(() => undefined)
    await dropDraft(roundId, 'count')
  }

  return { tally, ledger, sums, phase, cashCounted, ink, mayBeElsewhere, begin, count, countAsExpected, finish, noteCash, noteInk, sign, countAgain }
})
