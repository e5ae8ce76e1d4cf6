import assert from "node:assert/strict";
import { appendEntry } from "../harness/test_events.ts";
import { RUN, RunFolder } from "./run_folder.ts";

Deno.test("where make is killed, CI tells what had come of its tests by then", async () => {
  const run = new RunFolder(await Deno.makeTempDir()), programs = await Deno.makeTempDir();
  await run.plan(["a_test.ts", "b_test.ts"].map((name) => ({ name, files: [name] })));
  await Deno.mkdir(run.of("a_test.ts"));
  appendEntry(run.of("a_test.ts"), { what: "begun", path: ["good"] });
  appendEntry(run.of("a_test.ts"), { what: "ended", path: ["good"], seconds: 1 });
  appendEntry(run.of("a_test.ts"), { what: "begun", path: ["in work"] });
  await Deno.writeTextFile(`${programs}/make`, "#!/bin/sh\nkill -9 $$\n", { mode: 0o755 });

  const { code, stdout } = await new Deno.Command(".ci/run", {
    env: { [RUN]: run.path, PATH: `${programs}:${Deno.env.get("PATH")}` },
    stderr: "null",
  }).output();
  const said = new TextDecoder().decode(stdout).trim().split("\n");
  assert.deepEqual(said.slice(-4), [
    "  the test had not ended when its file was interrupted with the whole run",
    "failed: the run was interrupted before 1 of its files had begun",
    ...["1 passed, 2 failed", "1 passed, 2 failed"],
  ]);
  assert.equal(code, 1);
});
