/**
 * A set of texts by fingerprint: each gets an index from 0 in order of insertion, and the texts are
 * not kept. A million take some 40 MB, outside the garbage-collected heap.
 */
import { fingerprint } from "./fingerprint.ts";

/** Words per fingerprint. */
const PRINT_WORDS = 4;

export class TextSet {
  size = 0;
  #prints = new Uint32Array(1_024 * PRINT_WORDS);
  /** open addressing: index + 1 at the first free slot after the hash; 0 is free */
  #slots = new Uint32Array(2_048);

  /** The text's index; `size` before the call if the text is new. */
  add(text: string): number {
    this.#makeRoom();
    const place = this.size;
    fingerprint(text, this.#prints, place * PRINT_WORDS);
    const slot = this.#slotOf(place);
    const found = this.#slots[slot]!;
    if (found) return found - 1;
    this.#slots[slot] = place + 1;
    this.size++;
    return place;
  }

  /** The slot of an equal fingerprint, or the free slot for it. */
  #slotOf(place: number): number {
    const prints = this.#prints, slots = this.#slots;
    for (
      let slot = prints[place * PRINT_WORDS]! % slots.length;;
      slot = (slot + 1) % slots.length
    ) {
      const other = slots[slot]!;
      if (!other || samePrint(prints, place, other - 1)) return slot;
    }
  }

  #makeRoom(): void {
    if ((this.size + 1) * PRINT_WORDS < this.#prints.length) return;
    this.#prints = grown(this.#prints);
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let place = 0; place < this.size; place++) this.#slots[this.#slotOf(place)] = place + 1;
  }
}

function samePrint(prints: Uint32Array, one: number, other: number): boolean {
  for (let i = 0; i < PRINT_WORDS; i++) {
    if (prints[one * PRINT_WORDS + i] !== prints[other * PRINT_WORDS + i]) return false;
  }
  return true;
}

/** The same numbers with twice the capacity. */
export function grown(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(1, numbers.length * 2));
  larger.set(numbers);
  return larger;
}
