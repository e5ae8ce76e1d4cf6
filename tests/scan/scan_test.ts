/** Marked values through a whole life: after the deletion no byte of them is left, nor of any key. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { permissions, type RouteName } from "../../contracts/api/permissions.ts";
import { newMark, patternsOf, patternsOfKeys } from "./marks.ts";
import { scanMemory } from "./memory.ts";
import { CalledRoutes, faultsOfRoutes, notCalled } from "./routes_called.ts";
import { scanFolder } from "./scan.ts";
import { faultsOf, type Found, holdersOf, scanLife } from "./scan_life.ts";

Deno.test("a deleted account leaves no byte of its data or its keys: tables, WAL, objects, queues, logs, traces, backup, memory", async () => {
  const { before, memory, restored, faults, table } = await scanLife();
  for (const line of table) console.log(line);
  assert.deepEqual(faults, []);
  // The same scan finds it where it lay in clear: it can see.
  for (const place of ["database", "WAL", "objects and queues"] as const) {
    assert.ok(before[place].hits.length > 0, place);
  }
  assert.ok(before.backup.hits.length > 0, "the account, in its backup");
  assert.ok(restored.openedBefore > 0, "with the master key, as long as the ledger is not applied");
  if (Deno.build.os === "linux") {
    const holders = holdersOf(memory.before);
    for (const name of ["upload", "parsing", "dedupe", "review", "projection"]) {
      assert.ok(holders.has(name), `${name} held the keys of jobs that it worked on`);
    }
    for (const name of ["gateway", "identity", "relay", "operations", "postgres", "emulator"]) {
      assert.ok(!holders.has(name), name);
    }
  }
});

Deno.test("scan, negative twin: a key is found in another process's memory, and in any writing", async () => {
  if (Deno.build.os !== "linux") return; // which alone shows memory
  const key = crypto.getRandomValues(new Uint8Array(32));
  const code = `
    const given = new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer());
    console.log("ready");
    await new Promise((resolve) => setTimeout(resolve, 600_000, given));`;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  try {
    const input = process.stdin.getWriter();
    await input.write(key);
    await input.close();
    await process.stdout.values().next();
    const patterns = patternsOfKeys(new Map([["a job", key]]));
    const { bytes, hits } = await scanMemory(new Map([["other", process.pid]]), patterns);
    assert.ok(bytes > 1 << 20);
    assert.deepEqual(holdersOf({ files: 1, bytes, hits }), new Set(["other"]));
    assert.ok(hits.some(({ form }) => form === "as it is"));
    const another = patternsOfKeys(
      new Map([["another", crypto.getRandomValues(new Uint8Array(32))]]),
    );
    assert.deepEqual((await scanMemory(new Map([["other", process.pid]]), another)).hits, []);
  } finally {
    process.kill("SIGKILL");
    await process.status;
    await process.stdout.cancel().catch(() => {});
  }
});

Deno.test("scan, negative twin: a mark is found in any form, at any place, also between two pieces", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const mark = newMark();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("utf8", "utf16le", "hex", "base64", "base64url"),
        fc.nat(12),
        async (form, n) => {
          const text = `${"é".repeat(n).slice(0, n)}${"x".repeat(n)}${mark}yz`;
          const bytes = form === "utf16le"
            ? Buffer.from(text, "utf16le")
            : Buffer.from(Buffer.from(text).toString(form as "hex"));
          const at = (4 << 20) - 5;
          await Deno.writeFile(`${dir}/file`, Buffer.concat([Buffer.alloc(at), bytes]));
          const { hits } = await scanFolder(dir, patternsOf({ mark }));
          assert.ok(hits.length > 0, `${form}, ${n}`);
        },
      ),
      { numRuns: 40 },
    );
    const { hits } = await scanFolder(dir, patternsOf({ other: newMark() }));
    assert.deepEqual(hits, []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("scan, negative twin: what is left is told, wherever it lies", () => {
  const none = { files: 1, bytes: 1, hits: [] };
  const clean = (): Found => ({
    ...{ database: none, WAL: none, logs: none, traces: none, backup: none },
    "objects and queues": none,
  });
  const hit = { path: "x", mark: "personal", form: "as it is", seen: "" };
  const dirty = (place: keyof Found, path = "x"): Found => ({
    ...clean(),
    [place]: { files: 1, bytes: 1, hits: [{ ...hit, path }] },
  });
  const memory = { before: none, after: none };
  const restored = { openedByOthers: 0, openedBefore: 1, openedAfter: 0, scanned: none };
  const all = (change: object) =>
    faultsOf({
      ...{ before: clean(), after: clean(), rewritten: clean(), secrets: [clean()] },
      ...{ memory, restored, ...change },
    });
  assert.deepEqual(all({}), []);
  for (const place of ["logs", "traces", "objects and queues"] as const) {
    assert.equal(all({ after: dirty(place) }).length, 1, place);
  }
  for (const place of ["database", "WAL"] as const) {
    assert.equal(all({ after: dirty(place) }).length, 0, "until it is written anew");
    assert.equal(all({ rewritten: dirty(place) }).length, 1, place);
    assert.equal(all({ secrets: [dirty(place)] }).length, 1, place);
  }
  assert.equal(all({ before: dirty("backup", "/backup/identity.account") }).length, 0);
  assert.equal(all({ before: dirty("backup", "/backup/event_store.event") }).length, 1);
  assert.equal(all({ secrets: [dirty("backup", "/backup/identity.account")] }).length, 1);
  const found = { files: 1, bytes: 1, hits: [hit] };
  assert.equal(all({ memory: { before: found, after: none } }).length, 0);
  assert.equal(all({ memory: { before: none, after: found } }).length, 1);
  const part = { files: 1, bytes: 1, hits: [{ ...hit, form: "first half" }] };
  assert.equal(all({ memory: { before: none, after: part } }).length, 0, "told, and no fault");
  assert.equal(all({ secrets: [{ ...clean(), logs: part }] }).length, 1, "but nowhere else");
  for (const change of [{ openedByOthers: 1 }, { openedAfter: 1 }, { scanned: found }]) {
    assert.equal(all({ restored: { ...restored, ...change } }).length, 1, JSON.stringify(change));
  }
});

Deno.test("scan, negative twin: a route that the life does not call is told, and so is one too many", () => {
  const names = Object.keys(permissions) as RouteName[];
  const lived = new Set(names.filter((name) => !notCalled.has(name)));
  assert.deepEqual(faultsOfRoutes(lived), []);
  assert.deepEqual(faultsOfRoutes(lived.difference(new Set(["changeRows"]))), [
    "the life does not call changeRows",
  ]);
  assert.equal(faultsOfRoutes(new Set(names)).length, notCalled.size);

  const called = new CalledRoutes();
  called.add("POST", "/jobs/1/rows/change", 409);
  assert.deepEqual([...called.names], [], "a refused call tries nothing");
  called.add("POST", "/jobs/1/rows/change", 200);
  called.add("GET", "/jobs/1/rows?q=x", 200);
  called.add("POST", "/jobs/preview", 200);
  called.add("DELETE", "/auth/sessions/2", 204);
  called.add("GET", "/jobs/1/nonsense", 200);
  assert.deepEqual([...called.names], ["changeRows", "listRows", "previewFile", "endSession"]);
});
