/** The smallest input that still breaks what the first one broke, within a budget of tries. */
import type { FuzzInput } from "./random_input.ts";

/** Tries of one failure at most: each is an upload, and a stuck one waits for its deadline. */
const TRIES = 60;

/** @param breaks whether an input still does */
export async function shrink(
  input: FuzzInput,
  breaks: (input: FuzzInput) => Promise<boolean>,
): Promise<FuzzInput> {
  let smallest = input, left = TRIES;
  const attempt = async (candidate: FuzzInput) => {
    if (left-- <= 0 || !await breaks(candidate)) return false;
    smallest = candidate;
    return true;
  };
  for (const name of Object.keys(input.form)) {
    const { [name]: _, ...form } = smallest.form;
    await attempt({ ...smallest, form });
  }
  for (let size = smallest.bytes.length >> 1; size > 0 && left > 0; size >>= 1) {
    for (let at = 0; at < smallest.bytes.length && left > 0;) {
      const { bytes } = smallest;
      const without = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + size)]);
      if (!await attempt({ ...smallest, bytes: without })) at += size;
    }
  }
  return smallest;
}
