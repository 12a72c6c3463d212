import { describe, expect, test } from 'vitest'
import { readTopic } from '../scripts/field-guide'

const blocksOf = (text: string) => readTopic(`# 题目\n\n${text}\n`).blocks

describe('reading a topic', () => {
  test('knows title, heading, words, steps, points and picture', () => {
    const topic = readTopic('# 题目\n\n一句话。\n\n## 怎么做\n\n![一屏](../pictures/find.webp)\n\n1. 先\n2. 再\n\n- **怕**：「签好了」〔1.1.3.d〕\n')
    expect(topic).toEqual({
      title: '题目',
      blocks: [
        { kind: 'paragraph', words: ['一句话。'] },
        { kind: 'heading', text: '怎么做' },
        { kind: 'picture', name: 'find', alt: '一屏' },
        { kind: 'steps', start: 1, items: [['先'], ['再']] },
        { kind: 'points', items: [[{ kind: 'strong', words: ['怕'] }, '：', { kind: 'button', text: '签好了' }, { kind: 'clause', text: '1.1.3.d' }]] },
      ],
    })
  })

  test('steps go on counting behind a picture', () => {
    expect(blocksOf('5. 接着')).toEqual([{ kind: 'steps', start: 5, items: [['接着']] }])
  })

  test('a link leads to a topic', () => {
    expect(blocksOf('看[核对](03-match.md)。')).toEqual([{ kind: 'paragraph', words: ['看', { kind: 'topic', id: 'match', text: '核对' }, '。'] }])
  })

  test('HTML stays words', () => {
    expect(blocksOf('a <b onclick="x()">b</b>')).toEqual([{ kind: 'paragraph', words: ['a <b onclick="x()">b</b>'] }])
  })

  test.each([
    ['no title', '一句话。'],
    ['a link out of the guide', '# 题\n\n[x](https://example.org)'],
    ['a picture from elsewhere', '# 题\n\n![x](https://example.org/x.webp)'],
    ['a table of code', '# 题\n\n```\nx\n```'],
    ['a list in a list', '# 题\n\n- a\n  - b'],
    ['a quotation', '# 题\n\n> x'],
  ])('%s stops the build', (_what, text) => {
    expect(() => readTopic(text)).toThrow()
  })
})
