/**
 * Waits until the live generation is one of this code's fold. Meanwhile the process is alive but not
 * ready: whoever starts a newer fold starts it beside the old one, runs the replay, and the swap
 * makes the one ready and ends the other.
 */
import { type Sql, Wake } from "@rollcall/event-store";
import type { Log } from "@rollcall/runtime/log.ts";
import { fitOf, type Fold, ownFold } from "../schema/fit.ts";
import { liveGeneration } from "../schema/registry.ts";

const POLL_MS = 1_000;

/**
 * @returns null once this code may serve, else the sentence that says why it never will
 * @param own for tests, in place of this code's fold
 */
export async function standBy(
  sql: Sql,
  log: Log,
  { own = ownFold, pollMs = POLL_MS }: { own?: Fold; pollMs?: number } = {},
): Promise<string | null> {
  for (let told = "";;) {
    const fit = fitOf(await liveGeneration(sql), own);
    if (fit.fit === "own") return null;
    if (fit.fit === "refused") return fit.sentence;
    if (told !== fit.sentence) log.warn("standing by", { reason: fit.sentence });
    told = fit.sentence;
    await new Wake().wait(pollMs);
  }
}
