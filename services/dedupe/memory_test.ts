import assert from "node:assert/strict";

Deno.test("dedupe: 120 MB of rows are compared in a heap of 64 MB", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--v8-flags=--max-old-space-size=64",
      "services/dedupe/testing/compare_many.ts",
    ],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr).slice(0, 500));
  // Of 15,000 pairs a tenth has issues; half of the others name two people, half the same.
  const { issues, repeatedRows } = JSON.parse(new TextDecoder().decode(stdout));
  assert.ok(issues > 10_000 && issues < 11_000, `${issues} issues`);
  assert.ok(repeatedRows > 5_500 && repeatedRows < 6_500, `${repeatedRows} repeated rows`);
});
