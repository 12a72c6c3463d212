import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { modelCharacters } from './characters'
import { signsOf } from './ctc'
import { modelFile, packFiles, runtimeFile } from './pack/files'

const files = { [modelFile.url]: 'models/id-line.onnx', [runtimeFile.url]: 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm' }
const bytesOf = (url: string): Uint8Array => new Uint8Array(readFileSync(files[url] ?? ''))

test('the model names its characters: the blank, the digits and X once each, the space last', () => {
  const characters = modelCharacters(bytesOf(modelFile.url))
  expect(characters).toHaveLength(6906)
  expect([characters[0], characters.at(-1)]).toEqual(['', ' '])
  const signs = signsOf(characters)
  for (const digit of '0123456789') expect(signs.filter((sign) => sign === digit)).toHaveLength(1)
  expect(signs.filter((sign) => sign === 'X')).toHaveLength(2) // large and small
})

test('a file that names none is refused', () => {
  expect(() => modelCharacters(new Uint8Array([0x08, 0x07]))).toThrow('no characters')
})

test.each(packFiles)('the pack knows size and hash of what is built: $bytes bytes', ({ url, bytes, sha256 }) => {
  expect(statSync(files[url] ?? '').size).toBe(bytes)
  expect(createHash('sha256').update(bytesOf(url)).digest('hex')).toBe(sha256)
})
