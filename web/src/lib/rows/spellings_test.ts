import assert from "node:assert/strict";
import { proposedOf } from "./spellings.ts";

const of = (...values: string[]) => proposedOf(values.map((value) => ({ value, rows: 100 })));

Deno.test("spellings: of equally frequent ones the tidy one is proposed", () => {
  assert.equal(of("ACME, Inc.", "Acme Inc", "Acme Inc."), "Acme Inc");
  assert.equal(of("Umbrella  Ltd", "Umbrella Ltd"), "Umbrella Ltd");
  assert.equal(of("GLOBEX CORP", "Globex Corp"), "Globex Corp");
  assert.equal(of("berlin", "Berlin"), "Berlin");
});

Deno.test("spellings: what most rows have is proposed all the same", () => {
  const cluster = [{ value: "IBM", rows: 9 }, { value: "Ibm", rows: 2 }];
  assert.equal(proposedOf(cluster), "IBM");
  assert.equal(proposedOf([]), "");
});
