import assert from "node:assert/strict";
import { readCommand } from "./command.ts";

Deno.test("replay: its commands are read", () => {
  assert.deepEqual(readCommand([]), { command: "replay", number: undefined });
  assert.deepEqual(readCommand(["--generation=12"]), { command: "replay", number: 12 });
  assert.deepEqual(readCommand(["--discard"]), { command: "discard", number: undefined });
  assert.deepEqual(readCommand(["--discard=3"]), { command: "discard", number: 3 });
  assert.deepEqual(readCommand(["--rollback"]), { command: "rollback" });
  assert.deepEqual(readCommand(["--status"]), { command: "status" });
});

Deno.test("replay: anything else is no command", () => {
  for (const args of [["now"], ["--generation"], ["--generation=0"], ["--status", "--rollback"]]) {
    assert.equal(readCommand(args), null, args.join(" "));
  }
});
