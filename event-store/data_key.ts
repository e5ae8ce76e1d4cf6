/**
 * A data key in memory. Its bytes are in one place, which nothing copies or moves, and are overwritten
 * once the key is forgotten. WebCrypto would not do: it copies a key for each call, and leaves the copies.
 */
import { washGenerator } from "./wash.ts";

/** Why a key's bytes were overwritten. */
export type Ended = "erased" | "expired";

/** A key that ends: once it has, it neither seals nor opens anything. */
export class DataKey {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #ended: Ended | undefined;

  /** Takes the bytes: where they came from is overwritten. */
  constructor(raw: Uint8Array) {
    this.#bytes = unmoved(raw.length);
    this.#bytes.set(raw);
    raw.fill(0);
  }

  /** Whether its subject was erased since it was read. */
  get isErased(): boolean {
    return this.#ended === "erased";
  }

  /** Whether it was overwritten, for whatever reason. */
  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /**
   * The key itself, for the length of one call.
   * @throws if it was overwritten
   */
  bytes(): Uint8Array<ArrayBuffer> {
    if (this.#ended) throw new Error(`the subject's key is ${this.#ended}`);
    return this.#bytes;
  }

  /** Overwrites it. What was erased stays so. */
  end(why: Ended): void {
    this.#bytes.fill(0);
    if (this.#ended !== "erased") this.#ended = why;
  }

  /** Whether this is the key of these bytes. */
  holds(raw: Uint8Array): boolean {
    return !this.#ended && this.#bytes.every((byte, i) => byte === raw[i]);
  }
}

const KEY_BYTES = 32;

/** The bytes of a new key. */
export function newKeyBytes(): Uint8Array<ArrayBuffer> {
  const bytes = crypto.getRandomValues(unmoved(KEY_BYTES));
  washGenerator();
  return bytes;
}

/**
 * Memory that stays where it is. V8 keeps the bytes of a small typed array within its heap, and leaves
 * a copy behind whenever it moves them; those of a buffer that is asked for are outside.
 */
export function unmoved(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length));
}
