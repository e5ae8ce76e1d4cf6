/** docs/limits.md is complete and true: it and the sources state the same limits, both ways. */
import assert from "node:assert/strict";
import { limitsOf, limitsOfTree } from "./limits.ts";

Deno.test("the table of limits has every limit of the code, with its value, and no other", async () => {
  const told = new Set<string>();
  const page = await Deno.readTextFile("docs/limits.md");
  for (const [, file, limit, what] of page.matchAll(/^\| `([^`]+)` *\| `([^`]+)` *\| (.+) \|$/gm)) {
    assert.ok(!told.has(`${file}: ${limit}`), `${file} has two rows for ${limit}`);
    assert.ok(what!.trim().length > 5, `${limit} of ${file} says nothing of what it bounds`);
    told.add(`${file}: ${limit}`);
  }
  const stated = new Set(
    [...await limitsOfTree()].flatMap(([file, limits]) => [...limits].map((l) => `${file}: ${l}`)),
  );
  assert.ok(stated.size > 150, `only ${stated.size} limits were found in the code`);
  const lacking = [...stated.difference(told)], wrong = [...told.difference(stated)];
  assert.deepEqual({ lacking, wrong }, { lacking: [], wrong: [] }, "mend docs/limits.md");
});

Deno.test("the reader of limits sees them in every form", () => {
  const found = limitsOf(`
const POLL_MS = 1_000;
export const windowS = 15 * 60;
const RETRY_MS = [100, 500];
const A_ROWS = 50, B_CHARS = 80;
const LIMIT: Batch = { maxEvents: 5_000, lines: 16 << 20 };
const GRACE = { service: 25_000, web: 3_000 } as const;
const TIMING: Timing = {
  sweepMs: 2_000,
  retrySeconds: [1, 5],
};
export function wait(ms: number, timeoutMs = 30_000) {
  setTimeout(resolve, 200);
  const signal = AbortSignal.timeout(3_000);
  return postgres(url, { max: options.max ?? 10, idle_timeout: open ? undefined : 300 });
}
  MAX_FILE_BYTES: z.coerce.number().int().min(1).default(5_242_880)
  FILES_PER_USER: count(20, "files"),
`);
  assert.deepEqual([...found].sort(), [
    "A_ROWS = 50",
    "AbortSignal.timeout = 3_000",
    "B_CHARS = 80",
    "FILES_PER_USER = 20",
    "MAX_FILE_BYTES = 5_242_880",
    "POLL_MS = 1_000",
    "RETRY_MS = [100, 500]",
    "idle_timeout = 300",
    "lines = 16 << 20",
    "max = 10",
    "maxEvents = 5_000",
    "retrySeconds = [1, 5]",
    "service = 25_000",
    "setTimeout = 200",
    "sweepMs = 2_000",
    "timeoutMs = 30_000",
    "web = 3_000",
    "windowS = 15 * 60",
  ]);
});

Deno.test("the reader of limits passes over what is none", () => {
  const found = limitsOf(`
/** not before a wait of 5 s: timeoutMs: 5_000 */
const LOCK = 7_261_727; // timeoutMs: 3_000
const names = { gateway: { port: 8000 } };
const first = read({ maxEvents: 1 });
const schemaOf = (generation: number) => 12;
`);
  assert.deepEqual([...found], []);
});
