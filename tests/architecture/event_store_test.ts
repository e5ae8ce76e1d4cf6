/** The event store stands alone, its tests included: held from the graph of imports, no exceptions. */
import assert from "node:assert/strict";
import { published } from "@rollcall/contracts";
import { walk } from "../walk.ts";
import { type Import, readGraph } from "./graph.ts";

const FOLDER = "event-store/";

/** What its modules import from elsewhere in the checkout, types included. */
const leaving = (graph: Import[]) =>
  graph.filter(({ from, to }) =>
    from.startsWith(FOLDER) && !/^(event-store\/|npm:|node:)/.test(to)
  );

Deno.test("event store: neither its modules nor its tests import anything from outside", async () => {
  const graph = await readGraph([FOLDER]);
  const modules = new Set(graph.map(({ from }) => from));
  assert.ok(modules.has("event-store/mod.ts") && modules.has("event-store/append_test.ts"));
  assert.deepEqual(leaving(graph), []);
});

Deno.test("event store, negative twin: an import from outside is seen, be it of types only", () => {
  const outside = { from: "event-store/store.ts", to: "contracts/mod.ts", typeOnly: true };
  assert.deepEqual(leaving([outside, { ...outside, to: "event-store/event.ts" }]), [outside]);
});

const types = [...new Set(published.map(({ type }) => type))];
const kinds = [...new Set(published.map(({ stream }) => stream))];
/** Events and streams of the contracts, and what they are about; its tables keep their old names. */
const KNOWN = new RegExp(
  `\\b(${types.join("|")})\\b|["'\`](${kinds.join("|")})-|\\b(jobs?|contacts?)\\b`,
  "i",
);

Deno.test("event store: it names no event or stream of the contracts, no job and no contact", async () => {
  const found: string[] = [];
  for await (const file of walk(FOLDER.slice(0, -1))) {
    if (!/\.(ts|md)$/.test(file)) continue;
    const match = KNOWN.exec(await Deno.readTextFile(file));
    if (match) found.push(`${file}: ${match[0]}`);
  }
  assert.deepEqual(found, []);
});

Deno.test("event store, negative twin: what it should not know is found, its own tables are not", () => {
  for (const text of ["a job's key", "Of rows of contacts.", "JobDeleted", '"job-4711"']) {
    assert.match(text, KNOWN);
  }
  assert.doesNotMatch("select job_id from keyring.job_key join keyring.erased_job", KNOWN);
});
