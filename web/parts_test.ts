import assert from "node:assert/strict";
import { type Imported, partsOf } from "./parts.ts";

const SRC = "/web/src";
const LOGIN = `${SRC}/routes/(entry)/login/+page.svelte`;
const LAYOUT = `${SRC}/routes/(app)/+layout.svelte`;
const UPLOADS = `${SRC}/routes/(app)/+page.svelte`;
const JOB = `${SRC}/routes/(app)/jobs/[id]/+page.svelte`;
const ACCOUNT = `${SRC}/routes/(app)/account/+page.svelte`;
const FORGOT = `${SRC}/routes/(link)/forgot/+page.svelte`;
const ISSUES = `${SRC}/lib/issues/IssuesPanel.svelte`;

type Imports = Record<string, { by?: string[]; later?: string[] }>;

/** Where a module lies, given who imports it, and whom else. */
function place(imports: Imports): string | null {
  const graph = new Map<string, Imported>(
    Object.entries(imports).map(([id, { by = [], later = [] }]) => [
      id,
      { importers: by, dynamicImporters: later },
    ]),
  );
  return partsOf((id) => graph.get(id) ?? null)("module");
}

Deno.test("a module lies with the part that alone needs it, however it comes to it", () => {
  assert.equal(place({ module: { by: [LOGIN] } }), "entry");
  assert.equal(place({ module: { by: ["between"] }, between: { by: [JOB] } }), "job");
  assert.equal(place({ module: { by: [ISSUES] }, [ISSUES]: { later: [JOB] } }), "issues");
});

Deno.test("what several parts need at once lies with the one that they have in common", () => {
  assert.equal(place({ module: { by: [LOGIN, UPLOADS] } }), "start");
  assert.equal(place({ module: { by: [UPLOADS, JOB] } }), "app");
  assert.equal(place({ module: { by: [ISSUES, JOB] }, [ISSUES]: { later: [JOB] } }), "job");
});

Deno.test("what comes later changes nothing where it is opened from that part alone", () => {
  const dialog = { by: [], later: [JOB] };
  assert.equal(place({ module: { by: [JOB, "dialog"] }, dialog }), "job");
  assert.equal(place({ module: { by: ["dialog"] }, dialog }), null);
});

Deno.test("a page that lacks the part loads nothing of it: the module lies beside it", () => {
  const dialog = { by: [], later: [JOB, UPLOADS] };
  assert.equal(place({ module: { by: [JOB, "dialog"] }, dialog }), "job-shared");
  assert.equal(place({ module: { by: [JOB, ACCOUNT] } }), "job-shared");
  assert.equal(place({ module: { by: [LOGIN, FORGOT] } }), "entry-shared");
  assert.equal(place({ module: { by: [LAYOUT, ACCOUNT] } }), "app");
  assert.equal(place({ module: { by: [ACCOUNT, FORGOT] } }), null);
});

Deno.test("modules that import each other are looked at once", () => {
  assert.equal(place({ module: { by: ["other", JOB] }, other: { by: ["module"] } }), "job");
  const first = { later: ["second"] }, second = { later: ["first", JOB] };
  assert.equal(place({ module: { by: ["first", JOB] }, first, second }), "job");
});
