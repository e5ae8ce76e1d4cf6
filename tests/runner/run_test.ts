/** A run that is killed, by whatever signal, leaves what had come of it. */
import assert from "node:assert/strict";
import { EVENTS_FILE } from "../harness/test_events.ts";
import { unlessAway, until } from "../harness/until.ts";
import { RUN, RunFolder } from "./run_folder.ts";

const FILE = "tests/runner/fixtures/waits.ts";

/** Begins a run, sends it the signal in the middle of a test, and says what it said. */
async function interrupted(signal: Deno.Signal): Promise<{ run: RunFolder; said: string[] }> {
  const run = new RunFolder(await Deno.makeTempDir());
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/run.ts", FILE],
    env: { [RUN]: run.path },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const journal = `${run.of(FILE)}/${EVENTS_FILE}`;
  const look = unlessAway(() => Deno.readTextFile(journal));
  await until("a test waits", look, (text) => text.includes("waits"));
  child.kill(signal);
  return { run, said: linesOf((await output).stdout) };
}

function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).trim().split("\n");
}

const failed = [
  `failed: waits (${FILE})`,
  "  the test had not ended when its file was interrupted with the whole run",
  "1 passed, 1 failed",
];

Deno.test("a run that is told to end tells what had come of it", async () => {
  const { said } = await interrupted("SIGTERM");
  assert.deepEqual(said.slice(-3), failed);
});

Deno.test("what had come of a run that was killed can still be told", async () => {
  const { run, said } = await interrupted("SIGKILL");
  assert.ok(!said.join("\n").includes("failed"));
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/runner/last_run.ts"],
    env: { [RUN]: run.path },
  }).output();
  assert.deepEqual([code, linesOf(stdout).slice(-3)], [1, failed]);
});
