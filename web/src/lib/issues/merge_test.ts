import assert from "node:assert/strict";
import { at, byKey } from "@rollcall/contracts/by-key";
import {
  firstPicks,
  mergeDecision,
  mergedFields,
  mostComplete,
  type Picked,
  typed,
  valueOf,
} from "./merge.ts";

const candidate = (row: number, data: Record<string, string>) => ({
  raw_row_id: row * 10,
  row_number: row,
  data: byKey(data),
});

const rows = [
  candidate(2, { email: "g@x.org", first_name: "Grace", last_name: "Hopper", phone: "", City: "" }),
  candidate(3, { email: "g@x.org", first_name: "G.", last_name: "Hopper", phone: "1", City: "NY" }),
  candidate(9, { email: "g@x.org", first_name: "Gracie", last_name: "", phone: "2", City: "" }),
];
const fields = mergedFields(rows);
const fieldOf = (field: string) => fields.find((one) => one.field === field)!;

Deno.test("the most complete row stands, and its gaps are filled from the others in their order", () => {
  assert.equal(mostComplete(rows), 1);
  assert.equal(mostComplete([rows[0]!, rows[0]!]), 0, "of equals the first");
  assert.deepEqual(
    firstPicks(fields, 0),
    new Map([
      ["email", { from: 0 }],
      ["first_name", { from: 0 }],
      ["last_name", { from: 0 }],
      ["phone", { from: 1 }],
      ["City", { from: 1 }],
    ]),
  );
});

Deno.test("a value is a row's or typed; typing what a row has picks that row", () => {
  assert.equal(valueOf(fieldOf("phone"), { from: 2 }), "2");
  assert.equal(valueOf(fieldOf("phone"), { typed: "3" }), "3");
  assert.deepEqual(typed(fieldOf("phone"), " 2 "), { from: 2 });
  assert.deepEqual(typed(fieldOf("phone"), "3"), { typed: "3" });
  assert.deepEqual(
    typed(fieldOf("phone"), ""),
    { typed: "" },
    "to empty a field is to type nothing",
  );
});

Deno.test("the decision names a row for each field in which the rows differ, or what was typed", () => {
  const picks = new Map<string, Picked>([
    ...firstPicks(fields, 1),
    ["first_name", { from: 2 }],
    ["City", { typed: " Rome " }],
  ]);
  assert.deepEqual(mergeDecision(rows, fields, picks, 1), {
    action: "merge",
    chosen_row_id: 30,
    fields: byKey<unknown>({
      first_name: { from: 90 },
      last_name: { from: 30 },
      phone: { from: 30 },
      City: { value: "Rome" },
    }),
  });
});

Deno.test("a field in which all agree can still be typed", () => {
  const picks = new Map<string, Picked>([...firstPicks(fields, 1), ["email", {
    typed: "h@x.org",
  }]]);
  const decision = mergeDecision(rows, fields, picks, 1);
  assert.ok("fields" in decision);
  assert.deepEqual(at(decision.fields, "email"), { value: "h@x.org" });
});
