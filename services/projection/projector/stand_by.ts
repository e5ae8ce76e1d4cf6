/**
 * Waits until the live generation is of this code's fold. Meanwhile the process is alive but not
 * ready: a deployment starts the newer fold beside the old one and runs the replay, whose swap
 * makes the new one ready and ends the other.
 */
import { type Sql, Wake } from "@rollcall/event-store";
import type { Log } from "@rollcall/platform/log.ts";
import { type Fold, ownFold } from "../schema/fingerprint.ts";
import { compatibilityOf } from "../schema/compatibility.ts";
import { liveGeneration } from "../schema/registry.ts";

const POLL_MS = 1_000;

/**
 * @returns null once this code may serve, else a sentence that says why it never will
 * @param own for tests, instead of this code's fold
 */
export async function standBy(
  sql: Sql,
  log: Log,
  { own = ownFold, pollMs = POLL_MS }: { own?: Fold; pollMs?: number } = {},
): Promise<string | null> {
  for (let told = "";;) {
    const compatibility = compatibilityOf(await liveGeneration(sql), own);
    if (compatibility.verdict === "own") return null;
    if (compatibility.verdict === "refused") return compatibility.sentence;
    if (told !== compatibility.sentence) {
      log.warn("standing by", { reason: compatibility.sentence });
    }
    told = compatibility.sentence;
    await new Wake().wait(pollMs);
  }
}
