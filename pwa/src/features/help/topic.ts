// What a topic of the field guide is made of. `scripts/field-guide.ts` makes it from docs/field-guide/zh at build time.

/** Words in a line; what stands in 「…」 is on a screen, what stands in 〔…〕 is the clause a rule comes from. */
export type Inline =
  | string
  | { kind: 'strong'; words: Inline[] }
  | { kind: 'button'; text: string }
  | { kind: 'clause'; text: string }
  | { kind: 'topic'; id: string; text: string }

export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; words: Inline[] }
  | { kind: 'steps'; start: number; items: Inline[][] }
  | { kind: 'points'; items: Inline[][] }
  | { kind: 'picture'; name: string; alt: string }

export interface Topic {
  title: string
  blocks: Block[]
}

/** The words as they are spoken: without what marks them, and without clauses. */
export function plain(words: readonly Inline[]): string {
  return words.map((word) => {
    if (typeof word === 'string') return word
    if (word.kind === 'strong') return plain(word.words)
    return word.kind === 'clause' ? '' : word.text
  }).join('')
}

/** A topic's lines in their order; a picture's line is what it shows. */
export function linesOf({ title, blocks }: Topic): string[] {
  return [title, ...blocks.flatMap((block) => {
    if (block.kind === 'heading') return [block.text]
    if (block.kind === 'picture') return [block.alt]
    return block.kind === 'paragraph' ? [plain(block.words)] : block.items.map(plain)
  })]
}

/** Everything of one kind among a topic's words. */
export function wordsOf<K extends 'button' | 'clause' | 'topic'>({ blocks }: Topic, kind: K): Extract<Inline, { kind: K }>[] {
  const among = (words: readonly Inline[]): Inline[] => words.flatMap((word) => (typeof word !== 'string' && word.kind === 'strong' ? among(word.words) : [word]))
  const all = blocks.flatMap((block) => (block.kind === 'paragraph' ? block.words : block.kind === 'steps' || block.kind === 'points' ? block.items.flat() : []))
  return among(all).filter((word): word is Extract<Inline, { kind: K }> => typeof word !== 'string' && word.kind === kind)
}
