/** Call for every item, at most `most` at a time: every second lane takes its items from the end. After the first rejected call none of that lane starts. */
export async function fromBothEnds<T>(items: readonly T[], most: number, call: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const work = async (next: () => T | undefined) => {
    for (let item = next(); item !== undefined; item = next()) await call(item)
  }
  await Promise.all(Array.from({ length: most }, (_, lane) => work(() => (lane % 2 === 0 ? queue.shift() : queue.pop()))))
}
