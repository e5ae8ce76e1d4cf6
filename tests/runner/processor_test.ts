import assert from "node:assert/strict";
import { processorMeter } from "./processor.ts";

const stat = (user: number, system: number) =>
  `7 (a name) with) S ${Array.from({ length: 12 }, (_, i) => i).join(" ")} ${user} ${system} 20`;

Deno.test("the meter tells what has been spent since it last told", () => {
  let now = stat(100, 50);
  const meter = processorMeter(() => now);
  assert.equal(meter(), 0);
  now = stat(250, 75);
  assert.equal(meter(), 1.75);
  assert.equal(meter(), 0);
});

Deno.test("where the system tells nothing, nothing was spent", () => {
  assert.equal(processorMeter(() => "")(), 0);
});

Deno.test("a child that has computed is on the meter, where the system has one", async () => {
  const meter = processorMeter();
  const program = "for (const end = performance.now() + 300; performance.now() < end;);";
  await new Deno.Command(Deno.execPath(), { args: ["eval", "--no-config", program] }).output();
  assert.equal(meter() > 0, Deno.build.os === "linux");
});
