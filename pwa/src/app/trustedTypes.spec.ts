import { describe, expect, test } from 'vitest'
import { builtScript } from './trustedTypes'

const origin = 'https://songka.example'

describe('T20: scripts start', () => {
  test.each(['https://evil.example/assets/a.js', '//evil.example/assets/a.js', 'data:text/javascript,alert(1)', 'blob:https://songka.example/1', '/api/v1/blobs/abc', '/assets/../api/v1/a.js', '/assets/a.html', 'javascript:alert(1)'])('not from %s', (address) => {
    expect(() => builtScript(address, origin)).toThrow()
  })

  test.each(['/sw.js', '/assets/ocr.worker-Dt9qI3tR.js', 'https://songka.example/assets/a.js'])('from %s', (address) => {
    expect(builtScript(address, origin)).toBe(new URL(address, origin).href)
  })
})
