/** Guesses from many addresses make nobody wait who has signed in from where he is. */
import assert from "node:assert/strict";
import { HttpProblem } from "@rollcall/platform/problem.ts";
import { until } from "../../tests/harness/until.ts";
import { SignInTurns } from "./sign_in_turns.ts";

/** Checks that go on until they are told to end. */
function checking() {
  const turns = new SignInTurns();
  const begun: { address: string; end: () => void }[] = [];
  const check = (address: string, isKnown = false) =>
    turns.take({ address, isKnown }, () => {
      const over = Promise.withResolvers<string>();
      begun.push({ address, end: () => over.resolve(address) });
      return over.promise;
    });
  return { check, begun };
}

Deno.test("sign-in turns: who is known begins at once, however many strangers wait", async () => {
  const { check, begun } = checking();
  const strangers = Array.from({ length: 100 }, (_, i) => check(`198.51.${i}.1`));
  await until("some began", () => begun.length === 8);
  const known = check("192.0.2.1", true);
  await until("he began", () => begun.at(-1)!.address === "192.0.2.1");
  begun.at(-1)!.end();
  assert.equal(await known, "192.0.2.1");
  for (let ended = 0; ended < 101; ended++) {
    await until("the next began", () => begun.length > ended);
    begun[ended]!.end();
  }
  assert.equal((await Promise.all(strangers)).length, 100);
});

Deno.test("sign-in turns: a network with many is behind one with few", async () => {
  const { check, begun } = checking();
  const many = Array.from({ length: 50 }, (_, i) => check(`198.51.100.${i}`));
  await until("some began", () => begun.length === 7);
  const one = check("192.0.2.1");
  await until("the other network's began", () => begun.length === 8);
  assert.equal(begun[7]!.address, "192.0.2.1");
  for (let ended = 0; ended < 51; ended++) {
    await until("the next began", () => begun.length > ended);
    begun[ended]!.end();
  }
  await Promise.all([...many, one]);
});

Deno.test("sign-in turns: where too many wait, one more is told so at once", async () => {
  const { check, begun } = checking();
  const waiting = Array.from({ length: 208 }, (_, i) => check(`198.51.${i}.1`));
  const isRefusal = (error: unknown) => error instanceof HttpProblem && error.status === 503;
  await assert.rejects(check("203.0.113.1"), isRefusal);
  for (let ended = 0; ended < 208; ended++) {
    await until("the next began", () => begun.length > ended);
    begun[ended]!.end();
  }
  await Promise.all(waiting);
});
