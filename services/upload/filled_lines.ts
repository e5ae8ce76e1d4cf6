/**
 * Counts the lines of a text that are not empty, as its bytes pass: an upper bound for its rows.
 * Which line ends it uses is not known yet, so the larger count of the two is taken. In UTF-16 some
 * letters contain such a byte, and an empty line contains another, which leaves the bound valid.
 */

const LF = 10, CR = 13;

export class FilledLines {
  readonly #byLf = new LineEnds(LF, CR);
  readonly #byCr = new LineEnds(CR, LF);

  take(chunk: Uint8Array): void {
    this.#byLf.take(chunk);
    this.#byCr.take(chunk);
  }

  get count(): number {
    return Math.max(this.#byLf.count, this.#byCr.count);
  }
}

/** Of one kind; the other alone between two of them is no line either, as in CR LF CR LF. */
class LineEnds {
  #filled = 0;
  /** bytes since the last end, and the last byte of all */
  #length = 0;
  #lastByte = 0;

  constructor(readonly end: number, readonly other: number) {}

  take(chunk: Uint8Array): void {
    let from = 0;
    for (let at = chunk.indexOf(this.end); at >= 0; at = chunk.indexOf(this.end, from)) {
      const before = at > 0 ? chunk[at - 1]! : this.#lastByte;
      if (this.#isFilled(this.#length + at - from, before)) this.#filled++;
      this.#length = 0;
      from = at + 1;
    }
    this.#length += chunk.length - from;
    this.#lastByte = chunk.at(-1) ?? this.#lastByte;
  }

  get count(): number {
    return this.#filled + (this.#isFilled(this.#length, this.#lastByte) ? 1 : 0);
  }

  #isFilled(length: number, lastByte: number): boolean {
    return length > 1 || length === 1 && lastByte !== this.other;
  }
}
