// The hand-over under way: one draft, sealed after every change so that a lock, a reload or a crash loses nothing.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { encodeStrokes, strokesMediaType, type Strokes } from '@/capture'
import { useField, useFinding, type Finding } from '@/session'
import { dropDraft, keepDraft, readDraft, sha256, type NewAttachment } from '@/store'
import type { BundlePerson } from '@/sync'
import { addFinding, beginDraft, fromBase64, type ServeDraft } from './draft'
import { makePayload, missing, stops, wordsToSign, type Surroundings } from './handOver'

export const useServe = defineStore('serve', () => {
  const field = useField()
  const draft = ref<ServeDraft | null>(null)
  let writing: Promise<void> = Promise.resolve()

  const person = computed(() => field.roster?.header.people.find(({ cardholder_id: id }) => id === draft.value?.cardholderId) ?? null)
  const around = computed(() => (person.value ? surroundings(person.value) : null))
  const lacking = computed(() => (draft.value && around.value ? missing(draft.value, around.value) : []))
  const stopped = computed(() => stops(lacking.value))

  function surroundings(of: BundlePerson): Surroundings | null {
    if (!field.roster || !field.device) return null
    return {
      header: field.roster.header,
      person: of,
      outcome: field.served.get(of.cardholder_id),
      deviceId: field.device.id,
      leaseOver: field.leaseOver,
      idCardPhotoAsked: field.rule<boolean>('evidence.id_card_photo'),
      now: () => new Date(),
    }
  }

  /** Turn to a person: with what was just found, or with what was kept when the screen went away. */
  async function begin(of: BundlePerson): Promise<void> {
    const finding = useFinding().take(of.cardholder_id)
    const kept = await keptFor(of)
    if (kept) draft.value = finding ? addFinding(kept, finding) : kept
    else draft.value = beginDraft(of, finding, new Date())
    await keep()
  }

  async function keptFor(of: BundlePerson): Promise<ServeDraft | null> {
    if (draft.value?.cardholderId === of.cardholder_id) return draft.value
    const kept = field.round ? await readDraft<ServeDraft>(field.round.id) : null
    return kept?.v === 1 && kept.cardholderId === of.cardholder_id ? kept : null
  }

  async function change(changes: Partial<ServeDraft>): Promise<void> {
    if (!draft.value) return
    draft.value = { ...draft.value, ...changes }
    await keep()
  }

  async function add(finding: Finding): Promise<void> {
    if (draft.value) await change(addFinding(draft.value, finding))
  }

  /** One write at a time, each of the newest draft: an older one must not arrive last. */
  function keep(): Promise<void> {
    writing = writing.catch(() => undefined).then(async () => {
      if (field.round && draft.value && !field.locked) await keepDraft(field.round.id, draft.value)
    })
    return writing
  }

  /** Forget the draft: it became a record, or the person was not served. */
  async function drop(): Promise<void> {
    draft.value = null
    await writing.catch(() => undefined)
    if (field.round) await dropDraft(field.round.id)
  }

  /** Let go of the draft in memory; what is sealed stays. */
  function letGo(): void {
    draft.value = null
  }

  /** The person has signed: make the record. Resolves when it is on the disk. */
  async function handOver(strokes: Strokes): Promise<void> {
    if (!draft.value || !around.value || !field.specialist) throw new Error('nobody is being served')
    const now = draft.value
    const ink = encodeStrokes(strokes)
    const words = wordsToSign(around.value.person, now.social).flat()
    const signed = { sha256: await sha256(ink), words, wordsSha256: await sha256(new TextEncoder().encode(words.join('\n'))) }
    const attachments: NewAttachment[] = [
      { kind: 'signature', mediaType: strokesMediaType, bytes: ink },
      ...(now.frame && field.rule<boolean>('evidence.barcode_frame') ? [picture('barcode_frame', now.frame)] : []),
      ...(now.idCardPhoto ? [picture('id_card', now.idCardPhoto)] : []),
    ]
    const payload = makePayload(now, around.value, signed)
    await field.save({ type: 'card.handed_over', officer: field.specialist.id, approvals: now.bank ? [now.bank] : [], payload }, attachments)
    await drop()
  }

  return { draft, person, around, lacking, stopped, begin, change, add, drop, letGo, handOver }
})

function picture(kind: 'barcode_frame' | 'id_card', base64: string): NewAttachment {
  return { kind, mediaType: 'image/jpeg', bytes: fromBase64(base64) }
}
