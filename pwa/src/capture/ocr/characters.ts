// An ONNX file is one protobuf message; its metadata (field 14) are pairs of a key (1) and a value (2).
const METADATA = 14
const KEY = 1
const VALUE = 2

/**
 * The characters a PP-OCR recognition model knows, in the order of its classes: the blank first, the space last.
 * They stand in the model file itself, so that model and characters cannot be mixed up.
 * @throws when the file carries none
 */
export function modelCharacters(model: Uint8Array): string[] {
  for (const { field, bytes } of fieldsOf(model)) {
    if (field !== METADATA) continue
    const pair = new Map([...fieldsOf(bytes)].map((part) => [part.field, part.bytes]))
    if (textOf(pair.get(KEY)) === 'character') return ['', ...textOf(pair.get(VALUE)).replace(/\r?\n$/, '').split(/\r?\n/), ' ']
  }
  throw new Error('the model names no characters')
}

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)

/** The fields of a protobuf message that hold bytes; the others are stepped over. */
function* fieldsOf(message: Uint8Array): Generator<{ field: number; bytes: Uint8Array }> {
  let at = 0
  function varint(): number {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++] ?? 0
      value += (byte & 0x7f) * shift
      if (byte < 0x80) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const wire = tag % 8
    if (wire === 0) varint()
    else if (wire === 1) at += 8
    else if (wire === 5) at += 4
    else if (wire === 2) {
      const length = varint()
      yield { field: (tag - wire) / 8, bytes: message.subarray(at, (at += length)) }
    } else throw new Error('no protobuf message')
  }
}
