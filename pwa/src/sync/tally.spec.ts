import { createHash } from 'node:crypto'
import vectors from '@vectors/tally.json'
import { describe, expect, it } from 'vitest'
import { tallyCode, tallyOf } from './tally'

const sha256 = (bytes: Uint8Array) => Promise.resolve(createHash('sha256').update(bytes).digest('hex'))

describe('the tally (H10)', () => {
  it.each(vectors.codes)('is named $code at number $seq of epoch $epoch', async ({ device, epoch, seq, hash, code }) => {
    expect(await tallyCode(device, { epoch, seq, hash }, sha256)).toBe(code)
  })

  it.each(vectors.tallies)('counts the records of $name', ({ bodies, tally }) => {
    expect(tallyOf(bodies)).toEqual(tally)
  })
})
