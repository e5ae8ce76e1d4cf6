import assert from "node:assert/strict";
import { edited } from "./edited.ts";

Deno.test("only what changed is sent, without the spaces around it", () => {
  assert.deepEqual(
    edited({ email: "ada at home", phone: " 1 " }, { email: " ada@home.org ", phone: "1" }),
    { email: "ada@home.org" },
  );
  assert.deepEqual(edited({ phone: "1" }, { phone: "" }), { phone: "" });
});
