// The manager's half of the count under way: code and ink, sealed as they come, so that a lock or a reload loses neither.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { encodeStrokes, strokesMediaType, type Strokes } from '@/capture'
import { useField } from '@/session'
import { dropDraft, keepDraft, readDraft, sha256 } from '@/store'
import { readCode } from './checkCode'

interface CosignDraft {
  v: 1
  code: string
  ink: Strokes | null
}

export const useCosign = defineStore('cosign', () => {
  const field = useField()
  const code = ref('')
  const ink = shallowRef<Strokes | null>(null)
  const ready = ref(false)
  let round: string | null = null
  let writing: Promise<void> = Promise.resolve()

  /** Take up what was left. */
  async function begin(): Promise<void> {
    if (!field.round || !field.roster || round === field.round.id) return
    const kept = await readDraft<CosignDraft>(field.round.id, 'count')
    round = field.round.id
    code.value = kept?.v === 1 ? kept.code : ''
    ink.value = kept?.v === 1 ? kept.ink : null
    ready.value = true
  }

  async function change(changes: Partial<Omit<CosignDraft, 'v'>>): Promise<void> {
    if (changes.code !== undefined) code.value = changes.code
    if (changes.ink !== undefined) ink.value = changes.ink
    await keep()
  }

  /** One write at a time, each of the newest. */
  function keep(): Promise<void> {
    writing = writing.catch(() => undefined).then(async () => {
      if (!field.round || field.locked || !field.roster) return
      if (!code.value && !ink.value) return await dropDraft(field.round.id, 'count')
      const draft: CosignDraft = { v: 1, code: code.value, ink: ink.value }
      await keepDraft(field.round.id, draft, 'count')
    })
    return writing
  }

  /** The manager signs. Resolves when it is on the disk. */
  async function sign(): Promise<void> {
    if (!ink.value || !field.bankManager || !field.round) throw new Error('nothing to sign')
    const bytes = encodeStrokes(ink.value)
    const payload = { check_code: readCode(code.value), signature: await sha256(bytes) }
    await field.save({ type: 'count.cosigned', officer: field.bankManager.id, approvals: [], payload }, [{ kind: 'officer_signature', mediaType: strokesMediaType, bytes }])
    code.value = ''
    ink.value = null
    await writing.catch(() => undefined)
    await dropDraft(field.round.id, 'count')
  }

  return { code, ink, ready, begin, change, sign }
})
