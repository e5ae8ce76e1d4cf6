import assert from "node:assert/strict";
import { aheadOf } from "./ahead.ts";

const ROUTES = `from "../../../../../src/routes`;
const nodes = new Map([
  ["nodes/0.js", `${ROUTES}/+layout.svelte"`],
  ["nodes/1.js", `${ROUTES}/+error.svelte"`],
  ["nodes/2.js", `${ROUTES}/(app)/+layout.ts"`],
  ["nodes/3.js", `${ROUTES}/(app)/+page.svelte"`],
  ["nodes/4.js", `${ROUTES}/(app)/jobs/[id]/+page.ts"`],
  ["nodes/5.js", `${ROUTES}/(entry)/login/+page.svelte"`],
]);
const manifest = {
  "nodes/0.js": { file: "0.js", imports: ["start"] },
  "nodes/1.js": { file: "1.js", imports: ["start"] },
  "nodes/2.js": { file: "2.js", imports: ["app"] },
  "nodes/3.js": { file: "3.js", imports: ["app"] },
  "nodes/4.js": { file: "4.js", imports: ["job"] },
  "nodes/5.js": { file: "5.js", imports: ["start"] },
  start: { file: "start.js" },
  app: { file: "app.js", imports: ["start"] },
  job: { file: "job.js", imports: ["app", "start"] },
  issues: { file: "issues.js", name: "issues", imports: ["job"] },
  grid: { file: "grid.js", name: "grid", imports: ["job"] },
};
const found = aheadOf(manifest, nodes, new Set(["/start.js", "/0.js"]));

const filesAt = (address: string) =>
  new Set(found.flatMap((one) => new RegExp(one.address).test(address) ? one.files : []));

Deno.test("a page's files are those of its frames and its own, without what every page has", () => {
  assert.deepEqual(filesAt("/?"), new Set(["/1.js", "/2.js", "/3.js", "/app.js"]));
  assert.deepEqual(filesAt("/login?"), new Set(["/1.js", "/5.js"]));
});

Deno.test("a job's page has the section that is asked for, the issues where none is", () => {
  const job = ["/1.js", "/2.js", "/4.js", "/app.js", "/job.js"];
  assert.deepEqual(filesAt("/jobs/7f?"), new Set([...job, "/issues.js"]));
  assert.deepEqual(filesAt("/jobs/7f?issues"), new Set([...job, "/issues.js"]));
  assert.deepEqual(filesAt("/jobs/7f?rows"), new Set([...job, "/grid.js"]));
  assert.deepEqual(filesAt("/jobs/7f?history"), new Set(job));
  assert.deepEqual(filesAt("/jobs/7f/contacts.csv?"), new Set(["/1.js"]));
});

Deno.test("a section without a file of its own is an error, not a slower page", () => {
  const { issues: _, ...others } = manifest;
  assert.throws(
    () => aheadOf(others, nodes, new Set()),
    /no file of the app has the part "issues"/,
  );
});
