/**
 * Small files go first, on their whole way: while one is read or compared, and for the moment that
 * the services behind need for it, larger ones pause in that process, and with them all the work
 * that follows from them. They pause for two thirds of the time at most (promise 12).
 */
import { setTimeout } from "node:timers";
import { RightOfWay } from "./right_of_way.ts";

/** Files above this are read long enough to show that it has begun. */
const SMALL_BYTES = 256 << 10;
/** What comparing and showing a small file takes after it was read, in ms. */
const AFTERWARDS_MS = 160;

const way = new RightOfWay(undefined, { mostMs: 500, share: 2 });

/** Whether a file goes first. */
export function isSmallFile(sizeBytes: number): boolean {
  return sizeBytes <= SMALL_BYTES;
}

/** Does what comes before it is known how large a file is; larger ones pause meanwhile. */
export function lookFirst<T>(look: () => Promise<T>): Promise<T> {
  return way.first(look);
}

/** Does work on a small file; larger ones pause meanwhile, and for a moment afterwards. */
export async function goBeforeLarge<T>(work: () => Promise<T>): Promise<T> {
  const afterwards = Promise.withResolvers<void>();
  way.first(() => afterwards.promise);
  try {
    return await work();
  } finally {
    setTimeout(afterwards.resolve, AFTERWARDS_MS).unref();
  }
}

/** Pauses the work on a larger file while a small one is on its way. */
export function pauseForSmall(): Promise<void> {
  return way.give();
}
