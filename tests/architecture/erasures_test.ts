/** What was erased leaves every process: whoever keeps the log's keys hears of erasures. */
import assert from "node:assert/strict";
import { walk } from "../walk.ts";

const isTest = (path: string) => /(_test|\/bench)\.ts$|\/testing\//.test(path);

/** Programs that open the log and follow no erasures, and why nothing stays with them. */
const allowed = new Map([
  ["services/relay/main.ts", "reads headers alone, without what is sealed"],
  ["services/operations/main.ts", "reads headers alone, without what is sealed"],
  ["services/operations/dlq.ts", "ends with its command"],
  ["services/operations/reconcile.ts", "ends with its command"],
  ["services/parsing/lambda.ts", "stands still between invocations: it looks at the start of each"],
  ["services/review/threads/worker.ts", "the service tells its threads"],
]);

Deno.test("every process that may keep a job's key follows the erasures of all others", async () => {
  const deaf: string[] = [];
  let programs = 0;
  for await (const path of walk("services")) {
    if (!path.endsWith(".ts") || isTest(path)) continue;
    const text = await Deno.readTextFile(path);
    if (!text.includes("new EventStore(")) continue;
    programs++;
    if (!text.includes("followErasures(")) deaf.push(path);
  }
  assert.ok(programs > 10, `only ${programs} programs were found`);
  assert.deepEqual(deaf.sort(), [...allowed.keys()].sort());
});
