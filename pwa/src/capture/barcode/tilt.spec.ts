import { expect, test } from 'vitest'
import { createTiltedSearch, tilts } from './tilt'

/** A look that takes 50 ms and finds the code at one angle only. */
function slowLook(findsAt: number | null) {
  const looks: number[] = []
  let time = 0
  const look = (_frame: string, degrees: number): Promise<string[]> => {
    looks.push(degrees)
    time += 50
    return Promise.resolve(degrees === findsAt ? ['found'] : [])
  }
  return { looks, look, now: () => time }
}

test('a straight card costs one look', async () => {
  const eye = slowLook(0)
  const search = createTiltedSearch({ ...eye, budgetMs: 1_000 })

  expect(await search('frame')).toEqual(['found'])
  expect(eye.looks).toEqual([0])
})

test('a miss tries every turn when there is time', async () => {
  const eye = slowLook(null)
  const search = createTiltedSearch({ ...eye, budgetMs: 1_000 })

  expect(await search('frame')).toEqual([])
  expect(eye.looks).toEqual([0, ...tilts])
})

test('no turn is begun after the budget', async () => {
  const eye = slowLook(null)
  await createTiltedSearch({ ...eye, budgetMs: 60 })('frame')

  expect(eye.looks).toEqual([0, 22])
})

test('a slow device goes on with the next turn at the next frame', async () => {
  const eye = slowLook(-45)
  const search = createTiltedSearch({ ...eye, budgetMs: 60 })
  const found = [await search('1'), await search('2'), await search('3'), await search('4')]

  expect(found).toEqual([[], [], [], ['found']])
  expect(eye.looks).toEqual([0, 22, 0, -22, 0, 45, 0, -45])
})

test('the turn that found the card comes first at the next frame', async () => {
  const eye = slowLook(45)
  const search = createTiltedSearch({ ...eye, budgetMs: 1_000 })
  await search('1')
  eye.looks.length = 0
  await search('2')

  expect(eye.looks).toEqual([0, 45])
})
