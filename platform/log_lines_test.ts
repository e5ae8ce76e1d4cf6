import assert from "node:assert/strict";
import { until } from "../tests/harness/until.ts";
import { gatherLines } from "./log_lines.ts";

Deno.test("log lines: printed together within a moment, in their order", async () => {
  const printed: string[] = [];
  const write = gatherLines((text) => printed.push(text));
  write("one", false);
  write("two", false);
  assert.deepEqual(printed, []);
  await until("they are printed", () => printed.length > 0);
  assert.deepEqual(printed, ["one\ntwo"]);
});

Deno.test("log lines: an urgent one is printed at once, behind those before it", () => {
  const printed: string[] = [];
  const write = gatherLines((text) => printed.push(text));
  write("one", false);
  write("fault", true);
  assert.deepEqual(printed, ["one\nfault"]);
});

Deno.test("log lines: as many as there may be are printed without waiting", () => {
  const printed: string[] = [];
  const write = gatherLines((text) => printed.push(text));
  for (let i = 0; i < 256; i++) write(String(i), false);
  assert.equal(printed.length, 1);
});

Deno.test("log lines: a process that ends says what it has to say", async () => {
  const module = import.meta.resolve("./log_lines.ts");
  for (const end of ["", "Deno.exit(0);"]) {
    const script = `
      import { gatherLines } from ${JSON.stringify(module)};
      gatherLines()("the last line", false);
      ${end}`;
    const url = `data:text/javascript,${encodeURIComponent(script)}`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-lock", url],
      stderr: "null",
    }).output();
    assert.equal(new TextDecoder().decode(stdout), "the last line\n", end);
  }
});
