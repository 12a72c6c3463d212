// Reads the field guide's Markdown when the app is built. What comes out are words and pictures in a fixed form, no HTML:
// the app draws them with its own components. Markdown that this form does not know stops the build.
import MarkdownIt from 'markdown-it'
import type { Plugin } from 'vite'
import type { Block, Inline, Topic } from '../src/features/help/topic'

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number]

const TOPIC_FILE = /\/docs\/field-guide\/zh\/[^/]+\.md$/
const TOPIC_LINK = /^\d\d-([a-z-]+)\.md$/
const PICTURE_LINK = /^\.\.\/pictures\/([a-z-]+)\.webp$/
const MARKED = /(「[^」]+」|〔[^〕]+〕)/

const markdown = new MarkdownIt({ html: false, linkify: false })

/** Read one topic. Throws an Error that names the line when the Markdown is not of the guide's form. */
export function readTopic(source: string): Topic {
  const tokens = markdown.parse(source, {})
  const [opening, heading] = tokens
  if (opening?.tag !== 'h1' || !heading) throw new Error('a topic begins with its title')
  const blocks: Block[] = []
  for (let at = 3; at < tokens.length; at += 1) {
    const { block, end } = readBlock(tokens, at)
    blocks.push(block)
    at = end
  }
  return { title: heading.content, blocks }
}

function readBlock(tokens: readonly Token[], at: number): { block: Block; end: number } {
  const token = tokens[at]!
  const inside = tokens[at + 1]
  if (token.type === 'heading_open' && token.tag === 'h2' && inside) return { block: { kind: 'heading', text: inside.content }, end: at + 2 }
  if (token.type === 'paragraph_open' && inside) return { block: readParagraph(inside), end: at + 2 }
  if (token.type === 'ordered_list_open' || token.type === 'bullet_list_open') return readList(tokens, at)
  throw unknown(token)
}

function readParagraph(inline: Token): Block {
  const [picture, ...more] = inline.children ?? []
  if (picture?.type !== 'image') return { kind: 'paragraph', words: readWords(inline) }
  const name = PICTURE_LINK.exec(String(picture.attrGet('src')))?.[1]
  if (!name || more.length > 0) throw unknown(inline)
  return { kind: 'picture', name, alt: picture.content }
}

function readList(tokens: readonly Token[], at: number): { block: Block; end: number } {
  const list = tokens[at]!
  const end = tokens.findIndex((token, index) => index > at && token.type === list.type.replace('open', 'close') && token.level === list.level)
  const items = tokens.slice(at + 1, end)
  const odd = items.find(({ type }) => !['list_item_open', 'list_item_close', 'paragraph_open', 'paragraph_close', 'inline'].includes(type))
  if (odd) throw unknown(odd)
  const lines = items.filter(({ type }) => type === 'inline').map(readWords)
  if (list.type === 'bullet_list_open') return { block: { kind: 'points', items: lines }, end }
  return { block: { kind: 'steps', start: Number(list.attrGet('start') ?? 1), items: lines }, end }
}

function readWords(inline: Token): Inline[] {
  const tokens = inline.children ?? []
  const words: Inline[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]!
    const inside = tokens[at + 1]
    if (token.type === 'text') words.push(...mark(token.content))
    else if (token.type === 'softbreak') words.push('')
    else if (token.type === 'strong_open' && inside?.type === 'text') {
      words.push({ kind: 'strong', words: mark(inside.content) })
      at += 2
    } else if (token.type === 'link_open' && inside?.type === 'text') {
      words.push({ kind: 'topic', id: topicId(token, inline), text: inside.content })
      at += 2
    } else throw unknown(inline)
  }
  return words
}

function topicId(link: Token, line: Token): string {
  const id = TOPIC_LINK.exec(String(link.attrGet('href')))?.[1]
  if (!id) throw unknown(line)
  return id
}

function mark(text: string): Inline[] {
  return text.split(MARKED).filter(Boolean).map((part) => {
    if (part.startsWith('「')) return { kind: 'button', text: part.slice(1, -1) }
    if (part.startsWith('〔')) return { kind: 'clause', text: part.slice(1, -1) }
    return part
  })
}

function unknown(token: Token): Error {
  return new Error(`line ${(token.map?.[0] ?? 0) + 1}: the guide does not know this Markdown: ${token.content || token.type}`)
}

/** The guide's topics as modules, for the app, its tests and the page with live reload. */
export function fieldGuide(): Plugin {
  return {
    name: 'songka-field-guide',
    transform(source, id) {
      if (!TOPIC_FILE.test(id)) return null
      return { code: `export default ${JSON.stringify(readTopic(source))}`, map: null }
    },
  }
}
