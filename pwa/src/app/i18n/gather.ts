/** Messages are kept beside what says them; the folder's name is their first key. */
export interface Messages { [key: string]: string | Messages }

const files = import.meta.glob<Messages>(['/src/*/locales/*.json', '/src/features/*/locales/*.json'], { eager: true, import: 'default' })

/** Put every `<folder>/locales/<language>.json` under its language and folder. */
export function gather(found: Record<string, Messages>): Record<string, Messages> {
  const all: Record<string, Messages> = {}
  for (const [path, messages] of Object.entries(found)) {
    const [, folder, language] = /([^/]+)\/locales\/([^/]+)\.json$/.exec(path) ?? []
    if (!folder || !language) continue
    all[language] = { ...all[language], [folder]: messages }
  }
  return all
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
