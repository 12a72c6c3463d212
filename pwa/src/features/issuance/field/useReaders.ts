// Scanner and ID readers while somebody is looked for or served, and what keeps a reader from reading.
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import { useIdReaders, type IdReaderStatus, type IdReadersOptions } from '@/capture'
import { useReading, type Found } from './useReading'

export type ReaderTrouble = Extract<IdReaderStatus, 'unfocused' | 'card_lies' | 'no_reader' | 'connecting' | 'refused'>

const TROUBLES: readonly (IdReaderStatus | null)[] = ['unfocused', 'card_lies', 'no_reader', 'connecting', 'refused']
const KEY: InjectionKey<ComputedRef<ReaderTrouble | null>> = Symbol('reader trouble')
const isTrouble = (status: IdReaderStatus | null): status is ReaderTrouble => TROUBLES.includes(status)

/** Listen to scanner and readers; what is inside the component learns what troubles them. */
export function useReaders(meet: (found: Found) => void, typing: Pick<IdReadersOptions, 'onTyped' | 'wantsTyped'>): void {
  const reading = useReading()
  const { keyboard, local } = useIdReaders({
    ...typing,
    onRead: (read) => meet(reading.fromReader(read)),
    onCode: (text) => meet(reading.fromCode(text)),
  })
  provide(KEY, computed(() => (isTrouble(keyboard.value) ? keyboard.value : isTrouble(local.value) ? local.value : null)))
}

/** What keeps the reader from reading just now; null while all is well. */
export function useReaderTrouble(): ComputedRef<ReaderTrouble | null> {
  return inject(KEY, computed(() => null))
}
