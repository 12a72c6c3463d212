/** Messages are kept beside what says them; the folder's name is their first key. */
export interface Messages { [key: string]: string | Messages }

const files = import.meta.glob<Messages>(['/src/*/locales/*.json', '/src/features/*/locales/*.json', '/src/features/*/*/locales/*.json'], { eager: true, import: 'default' })

/** Put every `<folder>/locales/<language>.json` under its language and folder; a feature's part goes below its feature. */
export function gather(found: Record<string, Messages>): Record<string, Messages> {
  const all: Record<string, Messages> = {}
  for (const [path, messages] of Object.entries(found)) {
    const [, folders, language] = /^\/src\/(?:features\/)?(.+)\/locales\/([^/]+)\.json$/.exec(path) ?? []
    if (!folders || !language) continue
    const place = folders.split('/').reduce(below, (all[language] ??= {}))
    Object.assign(place, messages)
  }
  return all
}

function below(tree: Messages, key: string): Messages {
  const branch = tree[key]
  if (typeof branch === 'object') return branch
  return (tree[key] = {})
}

export const messages = gather(files)

/** Every message with its whole key: "ui.link.offline". */
export function flatten(tree: Messages, before = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(before + key, value)
    else flatten(value, `${before}${key}.`).forEach((text, below) => flat.set(below, text))
  }
  return flat
}
