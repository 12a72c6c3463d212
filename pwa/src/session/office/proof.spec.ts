import { expect, test } from 'vitest'
import { useProof } from './proof'

test('an account without its password is not given, and typing any of it is noticed', () => {
  const proof = useProof()
  expect([proof.isGiven, proof.isTouched]).toEqual([false, false])
  proof.typed = { username: ' ', password: 'made-up', code: '123456' }
  expect([proof.isGiven, proof.isTouched]).toEqual([false, true])
})

test('the body carries the code only where one was typed', () => {
  const proof = useProof()
  proof.typed = { username: ' zhangwei ', password: ' made-up ', code: ' ' }
  expect(proof.body()).toEqual({ username: 'zhangwei', password: ' made-up ', code: null })
  proof.typed = { username: 'zhangwei', password: 'made-up', code: ' 123 456 ' }
  expect(proof.body().code).toBe('123 456')
})

test('after a try the secrets are gone and the name stays', () => {
  const proof = useProof()
  proof.typed = { username: 'zhangwei', password: 'made-up', code: '123456' }
  proof.forget()
  expect(proof.typed).toEqual({ username: 'zhangwei', password: '', code: '' })
  proof.clear()
  expect(proof.typed.username).toBe('')
})
