// The field guide as the app was built with it: part of the app, so that it is there without signal.
import type { Topic } from './topic'

const found = import.meta.glob<Topic>('@guide/zh/*.md', { eager: true, import: 'default' })
const drawn = import.meta.glob<string>('@guide/pictures/*.webp', { eager: true, query: '?url&no-inline', import: 'default' })

const nameOf = (path: string): string => path.replace(/^.*\/(\d\d-)?/, '').replace(/\.\w+$/, '')

/** Topics by id in the guide's order: the file's name without its number. */
export const topics: ReadonlyMap<string, Topic> = new Map(Object.keys(found).sort().map((path) => [nameOf(path), found[path]!]))

/** Where each picture is, by its name. */
export const pictures: ReadonlyMap<string, string> = new Map(Object.entries(drawn).map(([path, url]) => [nameOf(path), url]))
