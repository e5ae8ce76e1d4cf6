/** A set of row ids as bits: what is in a clean list, or what a search is to look at. */
import { parseRowSet } from "@rollcall/contracts";

export class RowIds {
  /** Row id n is bit n, counted from the least significant bit of the first byte. */
  readonly #bits: Uint8Array;

  private constructor(bits: Uint8Array) {
    this.#bits = bits;
  }

  /** @param text such as "1-5,7". @throws RangeError where it is no row set */
  static parse(text: string): RowIds {
    const ranges = parseRowSet(text);
    const ids = RowIds.#upTo(ranges.at(-1)?.[1] ?? 0);
    for (const [first, last] of ranges) for (let id = first; id <= last; id++) ids.#add(id);
    return ids;
  }

  static of(ids: Iterable<number>): RowIds {
    const all = [...ids];
    const set = RowIds.#upTo(all.reduce((max, id) => Math.max(max, id), 0));
    for (const id of all) set.#add(id);
    return set;
  }

  static #upTo(id: number): RowIds {
    return new RowIds(new Uint8Array((id >> 3) + 1));
  }

  /** Ids from 1 to `last` that are in none of these sets. */
  static outside(last: number, ...sets: RowIds[]): RowIds {
    const rest = RowIds.#upTo(last);
    for (let id = 1; id <= last; id++) if (!sets.some((set) => set.has(id))) rest.#add(id);
    return rest;
  }

  /** Ids of this set that are not in the other. */
  without(other: RowIds): RowIds {
    return new RowIds(this.#bits.map((byte, i) => byte & ~(other.#bits[i] ?? 0)));
  }

  /** As Postgres' `get_bit` reads them, for any id up to `last`. */
  padded(last: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(this.#bits.length, (last >> 3) + 1));
    bytes.set(this.#bits);
    return bytes;
  }

  has(id: number): boolean {
    return ((this.#bits[id >> 3] ?? 0) & (1 << (id & 7))) !== 0;
  }

  /** Ids behind `after`, ascending. */
  *behind(after = 0): Generator<number> {
    for (let id = after + 1; id < this.#bits.length * 8; id++) {
      // A whole byte of nothing is passed over at once.
      if ((id & 7) === 0 && this.#bits[id >> 3] === 0) id += 7;
      else if (this.has(id)) yield id;
    }
  }

  /** The first `limit` ids behind `after`. */
  page(after: number, limit: number): number[] {
    const ids: number[] = [];
    if (limit === 0) return ids;
    for (const id of this.behind(after)) if (ids.push(id) === limit) break;
    return ids;
  }

  /** The last of the first `count` ids, or the last one of all; 0 where there is none. */
  lastOfFirst(count: number): number {
    let left = count, last = 0;
    for (const [place, byte] of this.#bits.entries()) {
      if (left <= 0) break;
      for (let bit = 0; byte !== 0 && bit < 8 && left > 0; bit++) {
        if ((byte & (1 << bit)) === 0) continue;
        last = place * 8 + bit;
        left--;
      }
    }
    return last;
  }

  /** Ids that are in this set or the other, but not in both; ascending. */
  difference(other: RowIds): number[] {
    const bytes = new Uint8Array(Math.max(this.#bits.length, other.#bits.length));
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = (this.#bits[i] ?? 0) ^ (other.#bits[i] ?? 0);
    }
    return [...new RowIds(bytes).behind()];
  }

  #add(id: number): void {
    this.#bits[id >> 3]! |= 1 << (id & 7);
  }
}
