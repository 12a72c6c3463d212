// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { keptSetting, useIdReaderSetting, usualSetting } from './setting'

function storage(kept: string | null) {
  const values = new Map(kept === null ? [] : [['songka.id-reader', kept]])
  return { getItem: (key: string) => values.get(key) ?? null, setItem: (key: string, value: string) => void values.set(key, value) }
}

test.each([null, '', 'ftp:38088', 'local_http', 'local_http:80', 'local_ws:9e9'])('where %j was kept, the usual reader is taken', (kept) => {
  expect(keptSetting(storage(kept))).toEqual(usualSetting)
})

test('a choice is kept on the device, and a port that is none is not', () => {
  const device = storage(null)
  const { setting, choose } = useIdReaderSetting(device)
  choose({ kind: 'local_ws', port: 9_002 })
  choose({ kind: 'local_http', port: 80 })
  expect(setting.value).toEqual({ kind: 'local_ws', port: 9_002 })
  expect(keptSetting(device)).toEqual({ kind: 'local_ws', port: 9_002 })
})
