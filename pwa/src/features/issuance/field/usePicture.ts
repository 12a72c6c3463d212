// Stills of papers: the use they serve and the day are part of the picture, so that no copy serves anything else.
import { stillFromVideo } from '@/capture'
import { useField } from '@/session'
import { useFormat } from '@/ui/format'
import { toBase64 } from './base64'

/** Take a still of what is seen of a playing video, as base64; null when there was no picture. */
export function usePicture(): (video: HTMLVideoElement, plain?: boolean) => Promise<string | null> {
  const field = useField()
  const { date } = useFormat()
  return async (video, plain = false) => {
    // The ridges of a fingerprint are the evidence: nothing is written over them.
    const taken = await stillFromVideo(video, plain ? {} : { watermark: `${field.rule<string>('evidence.watermark')} ${date(new Date())}` })
    return taken.ok ? toBase64(new Uint8Array(await taken.still.blob.arrayBuffer())) : null
  }
}
