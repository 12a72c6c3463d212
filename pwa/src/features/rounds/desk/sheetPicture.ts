// The picture of a filled sheet as the server keeps it: a JPEG without anything the camera wrote beside it.
const longest = 2600
const quality = 0.85

/** Draw a picture anew, so that place, time and camera stay behind; null when it is no picture. */
export async function plainJpeg(file: Blob): Promise<Blob | null> {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale))
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    return await canvas.convertToBlob({ type: 'image/jpeg', quality })
  } catch {
    return null
  }
}
