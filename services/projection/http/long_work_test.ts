import assert from "node:assert/strict";
import { openApiDocument } from "@rollcall/contracts/openapi";
import { isLong } from "./long_work.ts";

const isLongAt = (path: string) => isLong(new URL(path, "http://api.test"));

Deno.test("long work: files, comparisons, searches and the past are, no other query is", () => {
  const paths = Object.entries(openApiDocument().paths!)
    .filter(([path, { get }]) => get && path.startsWith("/jobs"))
    .map(([path]) => path);
  assert.deepEqual(paths.filter(isLongAt).sort(), [
    "/jobs/{id}/contacts.csv",
    "/jobs/{id}/contacts.json",
    "/jobs/{id}/contacts.xlsx",
    "/jobs/{id}/contacts/diff",
    "/jobs/{id}/lists",
    "/jobs/{id}/rejected.csv",
    "/jobs/{id}/rows/values",
  ]);
  for (const query of ["q=ann", "sort=email", "filter=email:empty", "at_version=7"]) {
    assert.ok(isLongAt(`/jobs/1/contacts?${query}`), query);
  }
  for (const query of ["q=", "limit=100&cursor=x", "min_version=7"]) {
    assert.ok(!isLongAt(`/jobs/1/contacts?${query}`), query);
  }
});
