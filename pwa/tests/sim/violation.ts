// A promise of docs/architecture.md that a run broke, by the name of its invariant.
export class Violation extends Error {
  constructor(
    readonly invariant: string,
    text: string,
  ) {
    super(`${invariant}: ${text}`)
  }
}
