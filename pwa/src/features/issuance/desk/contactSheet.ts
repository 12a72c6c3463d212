// The sheet of one list of contact data, as a file.
import { useI18n } from 'vue-i18n'
import { download } from '@/api'
import type { components } from '@/api/schema'
import { saveAs, useAct } from '@/session'
import { formatDate } from '@/ui/format'

/** What people call a list by: the end of its id, as on the sheet. */
export const listNumber = (id: string): string => id.slice(-8)

export function useContactSheet() {
  const { t } = useI18n({ useScope: 'global' })
  const { busy, problem, run } = useAct()

  async function take(list: Pick<components['schemas']['ContactList'], 'id' | 'made_at'>): Promise<void> {
    const file = await run(() => download(`/api/v1/contact-lists/${list.id}.xlsx`))
    if (file) saveAs(file, t('issuance.desk.contacts.file', { day: formatDate(list.made_at), number: listNumber(list.id) }))
  }

  return { busy, problem, take }
}
