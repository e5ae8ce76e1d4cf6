import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import { edited } from "./edited.ts";

Deno.test("only what changed is sent, without the spaces around it", () => {
  assert.deepEqual(
    edited(
      byKey({ email: "ada at home", phone: " 1 " }),
      byKey({ email: " ada@home.org ", phone: "1" }),
    ),
    byKey({ email: "ada@home.org" }),
  );
  assert.deepEqual(edited(byKey({ phone: "1" }), byKey({ phone: "" })), byKey({ phone: "" }));
});

Deno.test("a column named like a part of every object is changed as any other", () => {
  const header = (value: string) => byKey([["__proto__", value], ["constructor", value]]);
  assert.equal(JSON.stringify(edited(header("1"), header(" 2"))), JSON.stringify(header("2")));
  assert.equal(JSON.stringify(edited(header("1"), header("1"))), "{}");
});
