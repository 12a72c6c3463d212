// Deflate without a frame around it (RFC 1951), both ways: the browser's own.

export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return await through(new CompressionStream('deflate-raw'), bytes)
}

/** Throws TypeError where the bytes are no deflate stream. */
export async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  return await through(new DecompressionStream('deflate-raw'), bytes)
}

async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const read = new Response(stream.readable).arrayBuffer()
  const writer = stream.writable.getWriter()
  const [whole] = await Promise.all([read, writer.write(bytes as BufferSource), writer.close()])
  return new Uint8Array(whole)
}
