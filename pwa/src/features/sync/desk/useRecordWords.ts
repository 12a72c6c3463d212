import { useI18n } from 'vue-i18n'

/** Words for the parts of a record; what this build does not know is shown by its code. */
export function useRecordWords() {
  const i18n = useI18n({ useScope: 'global' })
  const word = (group: 'type' | 'kind' | 'attachment' | 'value', code: string): string => {
    const key = `sync.desk.${group}.${code.replaceAll('.', '_')}`
    return i18n.te(key, 'zh-CN') ? i18n.t(key) : code
  }
  return { word }
}
