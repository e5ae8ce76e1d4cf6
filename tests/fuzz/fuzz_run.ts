/** Many tries, a few at once: counts what came of them, and keeps the smallest that broke a promise. */
import type { ApiClient } from "../api/client.ts";
import { Random } from "../oracle/random.ts";
import type { Shape } from "../shapes/shape.ts";
import { type FuzzInput, InputSource } from "./random_input.ts";
import { shrink } from "./shrink.ts";
import { type StoredBytes, tryInput } from "./try_input.ts";

export interface FuzzOptions {
  seed: number;
  tries: number;
  atOnce: number;
  /** a job that is not at rest by then counts as stuck */
  deadlineMs: number;
  storedBytes: StoredBytes;
  /** no try begins after it */
  endMs: number;
  /** hears how far it has come */
  told?: (tried: number) => void;
}

export interface FuzzReport {
  tried: number;
  outcomes: Map<string, number>;
  failures: { input: FuzzInput; broken: string }[];
}

/** Failures that are looked into; more of them only repeat. */
const FAILURES = 10;

export async function runFuzz(
  client: ApiClient,
  shapes: Shape[],
  { seed, tries, atOnce, deadlineMs, storedBytes, endMs, told }: FuzzOptions,
): Promise<FuzzReport> {
  const random = new Random(seed), source = new InputSource(shapes);
  const report: FuzzReport = { tried: 0, outcomes: new Map(), failures: [] };
  const end = Date.now() + endMs;
  let begun = 0;
  const worker = async () => {
    while (begun < tries && Date.now() < end && report.failures.length < FAILURES) {
      begun++;
      const input = source.next(random.fork());
      const { outcome, broken } = await tryInput(client, input, deadlineMs, storedBytes);
      report.tried++;
      const name = outcome ?? "BROKEN";
      report.outcomes.set(name, (report.outcomes.get(name) ?? 0) + 1);
      if (broken !== undefined) report.failures.push({ input, broken });
      told?.(report.tried);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  for (const failure of report.failures) {
    const breaks = async (input: FuzzInput) =>
      Date.now() < end && kind((await tryInput(client, input, deadlineMs, storedBytes)).broken) ===
        kind(failure.broken);
    failure.input = await shrink(failure.input, breaks);
  }
  return report;
}

/** What two failures have in common: the words before any detail. */
const kind = (broken: string | undefined) => broken?.replace(/[\d"{].*/s, "");
