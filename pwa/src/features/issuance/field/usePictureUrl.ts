// Show bytes of a picture that is only in memory; the address dies with the component or the next picture.
import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'

export function usePictureUrl(bytes: () => Uint8Array | null): ShallowRef<string | null> {
  const url = shallowRef<string | null>(null)
  const revoke = (): void => { if (url.value) URL.revokeObjectURL(url.value) }

  watch(bytes, (now) => {
    revoke()
    url.value = now ? URL.createObjectURL(new Blob([now as BlobPart], { type: 'image/jpeg' })) : null
  }, { immediate: true })
  onBeforeUnmount(revoke)
  return url
}
