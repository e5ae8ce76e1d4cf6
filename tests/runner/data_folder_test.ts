import assert from "node:assert/strict";
import { removeOrphans } from "./data_folder.ts";

Deno.test("the data of runs that were killed go, those of a run at work stay", async () => {
  const dir = await Deno.makeTempDir();
  const ended = await new Deno.Command("true").spawn();
  await ended.status;
  const mine = `rollcall-test-${Deno.pid}-a`, other = "something-else";
  for (const name of [mine, other, `rollcall-test-${ended.pid}-b`]) {
    await Deno.mkdir(`${dir}/${name}`);
    await Deno.writeTextFile(`${dir}/${name}/data`, "some");
  }
  await removeOrphans(dir);
  const left = await Array.fromAsync(Deno.readDir(dir), ({ name }) => name);
  assert.deepEqual(left.sort(), [mine, other].sort());
  await Deno.remove(dir, { recursive: true });
});
