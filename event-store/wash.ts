/**
 * Overwrites what ciphers and the generator of keys leave of them in this thread's memory. None of these
 * clears its memory; but who asks for the same next gets the same places. `deno task scan` looks
 * whether that holds.
 */
import { createCipheriv } from "node:crypto";
import { ALGORITHM, IV_BYTES, KEY_BYTES } from "./aes_gcm.ts";

/** More than a cipher's memory may be in reserve for the next ones. */
const CIPHERS = 16;
/** Of 8 bytes: about half of the stack that a thread has. */
const STACK_WORDS = 60_000;
/** Longer than what the generator of random bytes makes ahead. */
const RANDOM_BYTES = 1_024;

const zeros: number[] = new Array(STACK_WORDS).fill(0);
const countOf = (...words: number[]) => words.length;

/** After a key has ended. Takes a fraction of a millisecond. */
export function wash(): void {
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES)), iv = key.subarray(0, IV_BYTES);
  const ciphers = Array.from({ length: CIPHERS }, () => createCipheriv(ALGORITHM, key, iv));
  for (const cipher of ciphers) {
    cipher.update(key);
    cipher.final();
  }
  // The words of a call lie side by side on the stack, below where it is now.
  try {
    Reflect.apply(countOf, undefined, zeros);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // as deep already as it would have gone
  }
}

/** After a key was made: the generator keeps what it gave out until it makes more. */
export function washGenerator(): void {
  crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
}
