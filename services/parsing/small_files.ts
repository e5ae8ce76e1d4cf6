/**
 * Small files go first, on their whole way: while one is read, and for the moment that the services
 * behind need for it, larger ones pause, and with them all the work that follows from them. They
 * pause for half of the time at most (promise 12).
 */
import { setTimeout } from "node:timers";
import { RightOfWay } from "@rollcall/platform/fairness/right_of_way.ts";

/** What comparing and showing a small file takes after it was read, in ms. */
const AFTERWARDS_MS = 100;

const way = new RightOfWay(undefined, { mostMs: 250, share: 1 });

/** Reads a small file; resolves once it is read. */
export async function readFirst<T>(read: () => Promise<T>): Promise<T> {
  const afterwards = Promise.withResolvers<void>();
  way.first(() => afterwards.promise);
  try {
    return await read();
  } finally {
    setTimeout(afterwards.resolve, AFTERWARDS_MS).unref();
  }
}

/** Pauses the reading of a larger file while a small one is on its way. */
export function pauseForSmall(): Promise<void> {
  return way.give();
}
