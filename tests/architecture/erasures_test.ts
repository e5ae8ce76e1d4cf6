/** What was erased leaves every process: whoever keeps the log's keys hears of erasures. */
import assert from "node:assert/strict";
import { services } from "@rollcall/platform/manifest.ts";
import { walk } from "../walk.ts";

const isTest = (path: string) => /(_test|\/bench)\.ts$|\/testing\//.test(path);

/** Programs that open the log by themselves and follow no erasures, and why nothing stays with them. */
const allowed = new Map([
  ["platform/stores.ts", "opens it for a service, or for the function on Lambda"],
  ["services/operations/dlq.ts", "ends with its command"],
  ["services/operations/reconcile.ts", "ends with its command"],
  ["services/upload/erasures.ts", "has no keys, and ends with its command"],
  ["services/review/threads/worker.ts", "the service tells its threads"],
]);

/** Services with a database that need no job's keys, and why. */
const keyless = new Map([
  ["identity", "its tables are its own, it does not read the log"],
  ["relay", "reads headers alone, without what is sealed"],
  ["operations", "reads headers, and of a job that failed its life, without what is sealed"],
]);

Deno.test("no program leaves data keys as they are: each says what wraps them, or that it has none", async () => {
  const careless: string[] = [];
  let found = 0;
  for (const folder of ["platform", "services", "deploy"]) {
    for await (const path of walk(folder)) {
      if (!path.endsWith(".ts") || isTest(path)) continue;
      const text = await Deno.readTextFile(path);
      for (const [call] of text.matchAll(/new (eventStore\.)?(EventStore|Keyring)\([^;]*;/g)) {
        found++;
        if (!call.includes(",") || call.includes("unwrapped")) careless.push(`${path}: ${call}`);
      }
    }
  }
  assert.ok(found > 4, `${found} calls`);
  assert.deepEqual(careless, []);
});

Deno.test("every process that may keep a job's key follows the erasures of all others", async () => {
  const deaf: string[] = [];
  for (
    const path of [
      ...await Array.fromAsync(walk("platform")),
      ...await Array.fromAsync(walk("services")),
    ]
  ) {
    if (!path.endsWith(".ts") || isTest(path)) continue;
    const text = await Deno.readTextFile(path);
    if (!/new (eventStore\.)?EventStore\(/.test(text)) continue;
    if (!text.includes("followErasures(")) deaf.push(path);
  }
  assert.deepEqual(deaf.sort(), [...allowed.keys()].sort());
  const withoutKeys = services
    .filter(({ needs }) => needs.includes("database"))
    .filter(({ needs }) => !needs.includes("job keys"))
    .map(({ name }) => name);
  assert.deepEqual(withoutKeys.sort(), [...keyless.keys()].sort());
  // Between two invocations the function stands still: it looks at the start of each.
  assert.match(await Deno.readTextFile("services/parsing/lambda.ts"), /eraser\(store\.keyring\)/);
});
