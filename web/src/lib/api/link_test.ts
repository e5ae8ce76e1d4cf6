import assert from "node:assert/strict";
import { nextLink } from "./link.ts";

Deno.test("the next page is found among several links, with or without origin and /api", () => {
  assert.equal(nextLink('</jobs?cursor=a%3D>; rel="next"'), "/jobs?cursor=a%3D");
  assert.equal(
    nextLink('<http://h/a>; rel="prev", <http://h/api/jobs/1/rows?limit=2&cursor=x>; rel="next"'),
    "/jobs/1/rows?limit=2&cursor=x",
  );
});

Deno.test("no header, or none that says next, is the last page", () => {
  assert.equal(nextLink(null), null);
  assert.equal(nextLink('</jobs>; rel="first"'), null);
});
