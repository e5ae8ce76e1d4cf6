import assert from "node:assert/strict";
import { builtWeb } from "../browser/built_web.ts";
import { needsOf } from "./prepare.ts";

const needsOfFile = async (path: string) => [...needsOf([await Deno.readTextFile(path)])];

Deno.test("a test file says by its imports what has to be made before it starts", async () => {
  assert.deepEqual(await needsOfFile("tests/browser/web_test.ts"), ["web", "browser"]);
  assert.deepEqual(await needsOfFile("tests/compose/run_test.ts"), ["web"]);
  assert.deepEqual(await needsOfFile("tests/observe/page_test.ts"), ["browser"]);
  assert.deepEqual(await needsOfFile("tests/api/main_job_test.ts"), ["stack"]);
  assert.deepEqual(await needsOfFile("event-store/append_test.ts"), []);
});

Deno.test("no test builds the web: where it is missing it says who does", async () => {
  const here = Deno.cwd(), elsewhere = await Deno.makeTempDir();
  await Deno.mkdir(`${elsewhere}/web/src`, { recursive: true });
  try {
    Deno.chdir(elsewhere);
    await assert.rejects(builtWeb, /web\/build is missing.*deno task test/);
  } finally {
    Deno.chdir(here);
  }
});
