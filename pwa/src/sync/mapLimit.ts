/** Map with at most `most` calls under way; after the first rejected call no new one starts. */
export async function mapLimit<T, R>(items: T[], most: number, call: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length)
  const queue = items.entries()
  const work = async () => {
    for (const [place, item] of queue) results[place] = await call(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
  return results
}
