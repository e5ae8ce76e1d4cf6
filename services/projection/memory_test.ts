import assert from "node:assert/strict";

Deno.test("projection: a backlog of 60 MB of rows is folded in a heap of 96 MB", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--v8-flags=--max-old-space-size=96",
      "services/projection/testing/fold_many.ts",
    ],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr).slice(0, 500));
  const { rows, events } = JSON.parse(new TextDecoder().decode(stdout));
  assert.equal(rows, events * 504);
});
