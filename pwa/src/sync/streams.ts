/** Bytes through one of the browser's own streams. Throws TypeError where they are not what it unpacks. */
export async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const read = new Response(stream.readable).arrayBuffer()
  const writer = stream.writable.getWriter()
  const [whole] = await Promise.all([read, writer.write(bytes as BufferSource), writer.close()])
  return new Uint8Array(whole)
}
