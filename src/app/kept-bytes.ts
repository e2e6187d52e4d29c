// Owns which bytes of a file go on: stretches as they are and what is written anew, in their order. Knows no form of file.

/** A file in more pieces than this is none that a camera or a program wrote. */
const partsMax = 20_000

export class Kept {
  readonly #bytes: Uint8Array<ArrayBuffer>
  readonly #parts: Uint8Array<ArrayBuffer>[] = []
  #from = 0
  #to = 0

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes
  }

  keep(from: number, to: number): void {
    if (from === this.#to) this.#to = to
    else {
      this.#close()
      this.#from = from
      this.#to = to
    }
  }

  add(bytes: Uint8Array): void {
    this.#close()
    this.#push(new Uint8Array(bytes))
  }

  /** undefined: too many. */
  parts(): readonly Uint8Array<ArrayBuffer>[] | undefined {
    this.#close()
    return this.#parts.length > partsMax ? undefined : this.#parts
  }

  #close(): void {
    if (this.#to > this.#from) this.#push(this.#bytes.subarray(this.#from, this.#to))
    this.#from = this.#to
  }

  /** One more than the most says that there were too many. */
  #push(part: Uint8Array<ArrayBuffer>): void {
    if (this.#parts.length <= partsMax) this.#parts.push(part)
  }
}
