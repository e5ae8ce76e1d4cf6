import assert from "node:assert/strict";
import { scaled } from "../../tests/harness/deadline.ts";
import { comparable } from "./same_person.ts";

const isSame = (one: string, other: string) =>
  comparable("phone", one) === comparable("phone", other);

Deno.test("same person: a phone is the same however its digits are set apart", () => {
  const same: [string, string][] = [
    ["+44 20 7946 0018", "+442079460018"],
    ["(030) 123-456", "030/123456"],
    ["+49 (30) 24.86", "+49302486"],
    ["555\u20131234", "555 1234"],
    ["\uff11\uff12\uff13", "123"],
    ["tel:555", "555"],
    ["1-800-Flowers", "1-800-FLOWERS"],
  ];
  for (const [one, other] of same) assert.ok(isSame(one, other), `${one} and ${other}`);
  assert.equal(comparable("phone", "030 1234", "+49301234"), comparable("phone", "+49301234"));
});

Deno.test("same person: what is beside a phone's digits counts", () => {
  const other: [string, string][] = [
    ["1-800-FLOWERS", "1-800-HOTELS"],
    ["555 1234 ext 5", "555 12345"],
    ["+1 202 555 0123 ext 5", "+1 202 555 01235"],
    ["+1 202 555 0123 ext 5", "+1 202 555 0123"],
    ["555 home", "555 work"],
    ["555-1234 (Ann)", "555-1234 (Bob)"],
    ["*31#123", "31123"],
    ["+12025550123", "12025550123"],
    ["#", "*"],
  ];
  for (const [one, two] of other) assert.ok(!isSame(one, two), `${one} and ${two}`);
});

Deno.test("same person: the longest cell is compared in no time, whatever it is made of", () => {
  const cells = ["1", " ", "(", "+", "-", "(1", ". ", "+1"];
  for (const end of ["", "x", "1", "@"]) {
    for (const cell of cells) {
      const startedAt = performance.now();
      comparable("phone", cell.repeat(100_000 / cell.length) + end);
      const tookMs = performance.now() - startedAt;
      assert.ok(tookMs < scaled(1_000), `${JSON.stringify(cell + end)}: ${tookMs} ms`);
    }
  }
});
