// The hand-over under way: one draft, sealed after every change so that a lock, a reload or a crash loses nothing.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { encodeStrokes, strokesMediaType, type Strokes } from '@/capture'
import { useField, useFinding, type Finding } from '@/session'
import { dropDraft, keepDraft, readDraft, sha256, type NewAttachment } from '@/store'
import type { BundlePerson } from '@/sync'
import { fromBase64 } from './base64'
import { addFinding, beginDraft, type PictureKind, type ServeDraft } from './draft'
import { missing, stops, type Surroundings } from './handOver'
import { makePayload, type Signed } from './payload'
import { useStanding } from './useStanding'
import { wordsToSign } from './words'

export const useServe = defineStore('serve', () => {
  const field = useField()
  const draft = ref<ServeDraft | null>(null)
  const standing = useStanding(() => draft.value)
  let writing: Promise<void> = Promise.resolve()
  let handing: Promise<void> | null = null

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
      policy: {
        'evidence.id_card_photo': field.rule('evidence.id_card_photo'),
        'evidence.proxy_photo': field.rule('evidence.proxy_photo'),
        'person.id_card_years': field.rule('person.id_card_years'),
        'person.child_years': field.rule('person.child_years'),
        'proxy.supervisor_at': field.rule('proxy.supervisor_at'),
        'temporary_card.fee_fen': field.rule('temporary_card.fee_fen'),
      },
      standing: standing.value,
      receiptsUsed: field.receiptsUsed,
      now: () => new Date(),
    }
  }

  /** Turn to a person: with what was just found, or with what was kept when the screen went away. */
  async function begin(of: BundlePerson): Promise<void> {
    const finding = useFinding().take(of.cardholder_id)
    const kept = await keptFor(of)
    if (kept) draft.value = finding ? addFinding(kept, finding) : kept
    else draft.value = beginDraft(of, finding, new Date(), field.served.get(of.cardholder_id))
    await keep()
  }

  async function keptFor(of: BundlePerson): Promise<ServeDraft | null> {
    if (draft.value?.cardholderId === of.cardholder_id) return draft.value
    const kept = field.round ? await readDraft<ServeDraft>(field.round.id) : null
    return kept?.v === 2 && kept.cardholderId === of.cardholder_id ? kept : null
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

  /**
   * The collector has signed: make the record. `ink` is theirs, or the witness's where a fingerprint stands for it.
   * Resolves when it is on the disk. A second tap meanwhile waits for the same record (fault H1).
   */
  function handOver(ink: Strokes): Promise<void> {
    handing ??= record(ink).finally(() => (handing = null))
    return handing
  }

  async function record(ink: Strokes): Promise<void> {
    if (!draft.value || !around.value || !field.specialist) throw new Error('nobody is being served')
    const now = draft.value
    const { signed, attachments } = await signedBy(now, around.value.person, ink)
    const payload = makePayload(now, around.value, signed)
    const approvals = now.bankCheck === 'same_device' && now.bank ? [now.bank] : []
    const papers = (['id_card', 'proxy_id_card', 'household_register'] as const).flatMap((kind) => picture(now, kind))
    const frame: NewAttachment[] = now.frame && field.rule<boolean>('evidence.barcode_frame') ? [jpeg('barcode_frame', now.frame)] : []
    await field.save({ type: 'card.handed_over', officer: field.specialist.id, approvals, payload }, [...attachments, ...frame, ...papers])
    await drop()
  }

  return { draft, person, around, standing, lacking, stopped, begin, change, add, drop, letGo, handOver }
})

async function signedBy(draft: ServeDraft, person: BundlePerson, ink: Strokes): Promise<{ signed: Signed; attachments: NewAttachment[] }> {
  const words = wordsToSign(person, draft).flat()
  const wordsSha256 = await sha256(new TextEncoder().encode(words.join('\n')))
  const bytes = encodeStrokes(ink)
  const print = draft.signing.kind === 'fingerprint' ? picture(draft, 'fingerprint')[0] : undefined
  const strokes: NewAttachment = { kind: print ? 'witness_signature' : 'signature', mediaType: strokesMediaType, bytes }
  const signed = { sha256: await sha256(print?.bytes ?? bytes), words, wordsSha256, witnessSha256: print ? await sha256(bytes) : null }
  return { signed, attachments: print ? [print, strokes] : [strokes] }
}

function picture({ pictures }: ServeDraft, kind: PictureKind): NewAttachment[] {
  const base64 = pictures[kind]
  return base64 ? [jpeg(kind, base64)] : []
}

const jpeg = (kind: PictureKind | 'barcode_frame', base64: string): NewAttachment => ({ kind, mediaType: 'image/jpeg', bytes: fromBase64(base64) })
