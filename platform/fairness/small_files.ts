/**
 * Small files go first through the whole pipeline: while one is read or compared, and for the
 * moment that the next services need for it, larger ones pause in that process. They pause for two
 * thirds of the time at most (promise 12).
 */
import { setTimeout } from "node:timers";
import { RightOfWay } from "./right_of_way.ts";

/** Above this, reading takes long enough for the page to show progress. */
const SMALL_BYTES = 256 << 10;
/** What comparing and showing a small file takes after it was read, in ms. */
const AFTERWARDS_MS = 160;

/** Larger files pause for two thirds of the time. */
const PAUSE = { mostMs: 500, share: 2 };

const way = new RightOfWay(undefined, PAUSE);

/** Whether a file goes first. */
export function isSmallFile(sizeBytes: number): boolean {
  return sizeBytes <= SMALL_BYTES;
}

/** Runs work that comes before a file's size is known; larger files pause meanwhile. */
export function beforeSizeIsKnown<T>(work: () => Promise<T>): Promise<T> {
  return way.first(work);
}

/** Runs work on a small file; larger ones pause meanwhile, and for a moment afterwards. */
export async function runSmallFile<T>(work: () => Promise<T>): Promise<T> {
  const afterwards = Promise.withResolvers<void>();
  way.first(() => afterwards.promise);
  try {
    return await work();
  } finally {
    setTimeout(afterwards.resolve, AFTERWARDS_MS).unref();
  }
}

/** Pauses work on a larger file while a small one is in the pipeline. */
export function pauseForSmall(): Promise<void> {
  return way.give();
}
