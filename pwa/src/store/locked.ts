/** Thrown when a key is not in memory: unlock first. */
export class Locked extends Error {
  constructor() {
    super('locked')
  }
}
