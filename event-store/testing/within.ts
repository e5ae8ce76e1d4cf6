import { scaled } from "./deadline.ts";

/**
 * Work with a time limit, scaled by the machine's slowness.
 * @throws where it takes longer than `ms`, scaled; the work itself goes on
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const limitMs = scaled(ms);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
