import assert from "node:assert/strict";
import { asProblem } from "./http.ts";

Deno.test("the server's own sentence is kept", () => {
  const problem = asProblem(
    413,
    '{"type":"about:blank","title":"Too large","status":413,"detail":"At most 5 MiB."}',
  );
  assert.equal(problem.detail, "At most 5 MiB.");
});

Deno.test("a body that is no problem still gives a sentence", () => {
  assert.match(asProblem(502, "<html>bad gateway</html>").detail, /502.*Try again/);
  assert.match(asProblem(400, "null").detail, /400/);
});
