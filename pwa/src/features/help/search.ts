import { linesOf, type Topic } from './topic'

export interface Hit {
  id: string
  title: string
  /** The line that says most of what was asked for; null when the title says it all, or nothing was asked. */
  line: string | null
}

const ease = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Topics in which every one of the words occurs; without words all of them. */
export function search(topics: ReadonlyMap<string, Topic>, asked: string): Hit[] {
  const words = ease(asked).split(/\s+/).filter(Boolean)
  return [...topics].flatMap(([id, topic]) => {
    const lines = linesOf(topic)
    if (!words.every((word) => lines.some((line) => ease(line).includes(word)))) return []
    const best = lines.map((line) => ({ line, n: words.filter((word) => ease(line).includes(word)).length })).reduce((one, other) => (other.n > one.n ? other : one))
    return [{ id, title: topic.title, line: best.line === topic.title ? null : best.line }]
  })
}
