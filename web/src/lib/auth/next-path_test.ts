import assert from "node:assert/strict";
import { nextPath, signInPath } from "./next-path.ts";

const at = (query: string) => new URL(`http://rollcall.test/login${query}`);

Deno.test("signing in comes back to the page that asked for it", () => {
  const path = signInPath(new URL("http://rollcall.test/jobs/7?tab=rows"));
  assert.equal(nextPath(new URL(path, "http://rollcall.test")), "/jobs/7?tab=rows");
});

Deno.test("no other site is followed, however it is written", () => {
  for (
    const next of [
      "https://evil.test/",
      "//evil.test/x",
      "/\\evil.test",
      "javascript:alert(1)",
      "/.//evil.test",
      "/x/..//evil.test",
      "/%2e//evil.test",
    ]
  ) {
    assert.equal(nextPath(at(`?next=${encodeURIComponent(next)}`)), "/", next);
  }
});

Deno.test("the sign-in page does not lead to itself", () => {
  assert.equal(nextPath(at("?next=%2Flogin%3Fnext%3D%252F")), "/");
  assert.equal(nextPath(at("")), "/");
});
