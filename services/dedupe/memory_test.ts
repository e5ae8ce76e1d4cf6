import assert from "node:assert/strict";

Deno.test("dedupe: 240 MB of rows are compared in a heap of 96 MB", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--v8-flags=--max-old-space-size=96",
      "services/dedupe/testing/compare_many.ts",
    ],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr).slice(0, 500));
  // Of 30,000 pairs a tenth has questions; half of the others name two people, half the same.
  const { issues, repeatedRows } = JSON.parse(new TextDecoder().decode(stdout));
  assert.ok(issues > 20_000 && issues < 22_000, `${issues} issues`);
  assert.ok(repeatedRows > 11_000 && repeatedRows < 13_000, `${repeatedRows} repeated rows`);
});
