// One person at the bank's desk: a draft, sealed after every change so that a lock, a reload or a crash loses nothing.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { EventType } from '@/rules'
import { useField, type FieldDraft } from '@/session'
import { dropDraft, keepDraft, readDraft } from '@/store'
import { nothingBanked } from '@/sync'
import { agreement, beginDraft, refusal, report, type BankDraft, type Item } from './bankRecords'

export const useBank = defineStore('bank', () => {
  const field = useField()
  const draft = ref<BankDraft | null>(null)
  let writing: Promise<void> = Promise.resolve()

  const person = computed(() => field.roster?.header.people.find(({ cardholder_id: id }) => id === draft.value?.cardholderId) ?? null)
  const done = computed(() => (draft.value && field.banked.get(draft.value.cardholderId)) ?? nothingBanked)

  /** Turn to a person: with what was kept when the screen went away, or afresh. */
  async function begin(cardholderId: string): Promise<void> {
    if (draft.value?.cardholderId === cardholderId) return
    const kept = field.round ? await readDraft<BankDraft>(field.round.id) : null
    draft.value = kept?.v === 1 && kept.cardholderId === cardholderId ? kept : beginDraft(cardholderId)
    await keep()
  }

  async function change(changes: Partial<BankDraft>): Promise<void> {
    if (!draft.value) return
    draft.value = { ...draft.value, ...changes }
    await keep()
  }

  async function toggle(item: Item): Promise<void> {
    const ticked = draft.value?.ticked ?? []
    await change({ ticked: ticked.includes(item) ? ticked.filter((one) => one !== item) : [...ticked, item] })
  }

  /** One write at a time, each of the newest draft: an older one must not arrive last. */
  function keep(): Promise<void> {
    writing = writing.catch(() => undefined).then(async () => {
      if (field.round && draft.value && !field.locked) await keepDraft(field.round.id, draft.value)
    })
    return writing
  }

  /** Leave the person; what is unfinished is forgotten, records stay. */
  async function leave(): Promise<void> {
    draft.value = null
    await writing.catch(() => undefined)
    if (field.round && !field.locked) await dropDraft(field.round.id)
  }

  /** The manager agrees. Resolves when the record is on the disk. */
  async function agree(collectedBy: 'self' | 'proxy'): Promise<void> {
    const of = required()
    await save({ type: 'check.cosigned', payload: agreement(of, collectedBy) })
  }

  async function refuse(reason: string): Promise<void> {
    const of = required()
    await save({ type: 'check.cosigned', payload: refusal(of, draft.value ?? beginDraft(of.cardholder_id), reason) })
    await change({ ticked: [] })
  }

  /** What the terminal did. */
  async function tell(): Promise<void> {
    const of = required()
    await save({ type: 'finance.activated', payload: report(of, draft.value ?? beginDraft(of.cardholder_id)) })
    await change({ result: null, passwordChanged: null, terminal: '', reason: null })
  }

  /** A counter-entry to one of this device's own records. */
  async function takeBack(eventId: string, reason: string): Promise<void> {
    await save({ type: 'event.corrected', payload: { corrects: eventId, reason } })
    await change({ ticked: [] })
  }

  async function save<T extends EventType>(record: Pick<FieldDraft<T>, 'type' | 'payload'>): Promise<void> {
    if (!field.bankManager) throw new Error('no bank manager in this round')
    await field.save({ ...record, officer: field.bankManager.id, approvals: [] })
  }

  function required() {
    if (!person.value) throw new Error('nobody stands at the desk')
    return person.value
  }

  return { draft, person, done, begin, change, toggle, leave, agree, refuse, tell, takeBack }
})
