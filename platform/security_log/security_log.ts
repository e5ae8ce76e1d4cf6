/**
 * The security log of a process. Entries are kept in memory and written together a moment later, so
 * that no request waits for them; the rest is written when the process stops. A process that is
 * killed loses at most that moment. While the database is down they wait, up to a limit.
 */
import { setTimeout as after } from "node:timers/promises";
import type { Sql } from "@rollcall/event-store";
import { LRUCache } from "lru-cache";
import type { Log } from "../log.ts";
import { type Act, entryOf, type SecurityEntry } from "./entry.ts";
import { writeEntries } from "./write_entries.ts";

export interface SecurityLog {
  /** Notes an act. Never throws, never waits. */
  note(act: Act): void;
  /** Writes what waits. @throws if the database does not take it: it waits on */
  flush(): Promise<void>;
  /** Writes what waits, for the last time. */
  stop(): Promise<void>;
}

export interface SecurityLogOptions {
  sql: Sql;
  log: Log;
  /** how long an act may wait, in ms */
  everyMs?: number;
  now?: () => Date;
}

const EVERY_MS = 500;
/** Acts written by one statement. */
const AT_ONCE = 1_000;
/** Acts that may wait; of further ones the log tells how many were lost. */
const MAX_WAITING = 50_000;
/** Acts remembered as noted, so that the database is not asked again and again. */
const REMEMBERED = 10_000;
/** Tries when the process stops, and the pause between them. */
const LAST_TRIES = 5;
const LAST_PAUSE_MS = 300;

export function openSecurityLog(
  { sql, log, everyMs = EVERY_MS, now = () => new Date() }: SecurityLogOptions,
): SecurityLog {
  let waiting: SecurityEntry[] = [];
  let lost = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing = Promise.resolve();
  let isStopped = false;
  const noted = new LRUCache<string, true>({ max: REMEMBERED });

  const write = async () => {
    while (waiting.length > 0) {
      const some = waiting.slice(0, AT_ONCE);
      await writeEntries(sql, some);
      waiting = waiting.slice(some.length);
    }
    if (lost > 0) log.error("entries of the security log were lost", { entries: lost });
    lost = 0;
  };
  // One at a time: what is written is taken off once it is known to be there.
  const flush = () => {
    const next = writing.catch(() => {}).then(write);
    writing = next;
    return next;
  };
  const soon = () => {
    if (timer !== undefined || isStopped) return;
    timer = setTimeout(async () => {
      await flush().catch((error: unknown) => {
        log.warn("the security log cannot be written yet", { entries: waiting.length, error });
      });
      timer = undefined;
      if (waiting.length > 0) soon();
    }, everyMs);
  };
  return {
    note: (act) => {
      const entry = entryOf(act, now());
      if (noted.has(entry.once)) return;
      noted.set(entry.once, true);
      if (waiting.length >= MAX_WAITING) lost++;
      else waiting.push(entry);
      soon();
    },
    flush,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      for (let tries = 1; waiting.length > 0 && tries <= LAST_TRIES; tries++) {
        if (tries > 1) await after(LAST_PAUSE_MS);
        await flush().catch(() => {});
      }
      await writing.catch(() => {});
      if (waiting.length === 0) return;
      log.error("entries of the security log were lost", { entries: waiting.length });
    },
  };
}

/** Notes nothing: for tests of something else. */
export const noSecurityLog: SecurityLog = {
  note: () => {},
  flush: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};
